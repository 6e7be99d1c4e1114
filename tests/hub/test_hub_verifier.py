"""Who verifies is set up by a command, and what it answers is believed only when it follows the wire."""

import datetime
import ipaddress
import json
import socket
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import ValidationError
from typer.testing import CliRunner
from verifiers import FACE, QUICK_S, WANG, a_service, answering, configure, http, settings

from hub.__main__ import command
from hub.parts import open_parts
from hub.verifier import ANSWER_LIMIT_BYTES, FILE_NAME, HttpsVerifier, Trouble, VerifierFailed, load
from kiosk.errors import SettingsError
from kiosk.platform.contract import CodeAnswer, CodeIssuer, IdentityWays

KNOWN = {"result": "known", "person": {"name": WANG.name, "number": WANG.number, "document": "resident"}}


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def the_trouble(url: str, **more: object) -> Trouble:
    try:
        HttpsVerifier(settings(url, **more)).whose("tianfu", "SANDBOX-TF.1")
    except VerifierFailed as failed:
        return failed.trouble
    raise AssertionError("an answer was believed")


# The command


def test_a_verifier_is_set_up_for_the_owner_alone_and_taken_away(tmp_path: Path) -> None:
    given = ("--url", "https://verify.example/", "--token", "hush", "--faces", "--timeout", "3")
    codes = ("--codes", "tianfu:天府通办:https://tf.example/?c=,TF-", "--codes", "shebao:电子社保卡:SB")
    assert run("set-verifier", "--data", tmp_path, *given, *codes) == (0, "")
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    found = load(tmp_path / FILE_NAME)
    assert found is not None
    assert (found.url, found.token, found.timeout_s) == ("https://verify.example", "hush", 3)
    assert HttpsVerifier(found).ways == IdentityWays(
        issuers=(
            CodeIssuer(id="tianfu", name="天府通办", prefixes=("https://tf.example/?c=", "TF-")),
            CodeIssuer(id="shebao", name="电子社保卡", prefixes=("SB",)),
        ),
        faces=True,
    )
    assert run("set-verifier", "--data", tmp_path, "--none") == (0, "")
    assert load(tmp_path / FILE_NAME) is None
    assert run("set-verifier", "--data", tmp_path, "--none") == (0, "")


def test_the_token_may_come_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_VERIFIER_TOKEN", "hush")
    assert run("set-verifier", "--data", tmp_path, "--url", "https://verify.example", "--faces") == (0, "")
    found = load(tmp_path / FILE_NAME)
    assert found is not None
    assert found.token == "hush"
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--url", "http://verify.example", "--faces"), "https"),
        (("--url", "http://10.0.0.7", "--faces"), "https"),
        (("--url", "http://127.0.0.1.verify.example", "--faces"), "https"),
        (("--url", "ftp://127.0.0.1", "--faces"), "https"),
        (("--url", "https://", "--faces"), "no address"),
        (("--url", "https://me:secret@verify.example", "--faces"), "no address"),
        (("--faces",), "no address"),
        (("--url", "https://verify.example"), "neither codes nor faces"),
        (("--url", "https://verify.example", "--codes", "tianfu:天府通办:"), "has none"),
        (("--url", "https://verify.example", "--codes", "tianfu:天府通办:A,"), "has none"),
        (("--url", "https://verify.example", "--codes", "Tian fu:天府通办:A"), "pattern"),
        (("--url", "https://verify.example", "--codes", "a:甲乙:A", "--codes", "b:丙丁:A"), "told apart"),
        (("--url", "https://verify.example", "--codes", "a:甲乙:A", "--codes", "a:丙丁:B"), "told apart"),
        (("--url", "https://verify.example", "--faces", "--timeout", "0"), "timeout_s"),
        (("--url", "https://verify.example", "--faces", "--ca", "/nowhere.pem"), "no such file"),
    ],
)
def test_settings_that_cannot_be_right_are_refused_with_a_reason_and_no_secret(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, told = run("set-verifier", "--data", tmp_path, "--token", "hush-hush", *words)
    assert (code, said in told) == (1, True), told
    assert "hush-hush" not in told
    assert "secret" not in told
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "[::1]"])
def test_http_is_taken_for_this_machine(host: str) -> None:
    assert settings(f"http://{host}:8700/").url == f"http://{host}:8700"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"url": "http://far.example", "faces": true}'])
def test_a_hub_does_not_begin_to_serve_with_a_broken_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(SettingsError, match=r"verifier\.json"):
        open_parts(tmp_path, serving=True)


def test_a_file_that_cannot_be_read_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / FILE_NAME)


# The check


def test_a_verifier_in_order_knows_nobody_who_does_not_exist(tmp_path: Path) -> None:
    with a_service() as service:
        configure(tmp_path, service.url, timeout_s=5)
        code, said = run("check-verifier", "--data", tmp_path)
        assert service.asked == ["/codes"] * 4 + ["/faces"]
    assert code == 0
    asked = [line.rsplit(",", 1)[0] for line in said.splitlines()]
    assert asked == [
        *(f"good  {issuer}: unknown" for issuer in ("shebao", "tianfu", "yukuaiban", "ctid")),
        "good  faces: no_record",
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (http("200 OK", json.dumps(KNOWN).encode()), "BAD   shebao: known"),
        (http("200 OK", b'{"result": "same"}'), "BAD   faces: same"),
        (http("200 OK", b"<html>"), "BAD   faces: nonsense"),
        (http("503 Busy", b""), "BAD   tianfu: down"),
    ],
)
def test_a_verifier_that_is_wrong_is_shown_to_be(tmp_path: Path, answer: bytes, said: str) -> None:
    with answering(answer) as url:
        configure(tmp_path, url, timeout_s=5)
        code, told = run("check-verifier", "--data", tmp_path)
    assert (code, said in told) == (1, True), told


def test_without_a_verifier_there_is_nothing_to_check(tmp_path: Path) -> None:
    assert run("check-verifier", "--data", tmp_path) == (1, "no verifier is set up\n")
    (tmp_path / FILE_NAME).write_text("{}")
    code, said = run("check-verifier", "--data", tmp_path)
    assert (code, FILE_NAME in said) == (1, True)


# The wire


def test_the_services_answer_is_taken() -> None:
    with a_service() as service:
        code = service.make_code("tianfu", "wang")
        answer = HttpsVerifier(settings(service.url)).whose("tianfu", code)
    assert answer.person is not None
    assert (answer.person.name, answer.person.number) == (WANG.name, WANG.number)


def test_only_name_number_and_document_are_needed() -> None:
    with answering(http("200 OK", json.dumps(KNOWN).encode())) as url:
        assert HttpsVerifier(settings(url)).whose("tianfu", "x") == CodeAnswer.model_validate(KNOWN)


def test_a_wrong_token_is_no_answer() -> None:
    with a_service() as service:
        assert the_trouble(service.url, token="another") is Trouble.NONSENSE


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (http("200 OK", b""), Trouble.NONSENSE),
        (http("200 OK", b"<html>"), Trouble.NONSENSE),
        (http("200 OK", b'{"result": "same"}'), Trouble.NONSENSE),
        (http("200 OK", b'{"result": "known"}'), Trouble.NONSENSE),
        (http("200 OK", json.dumps(KNOWN | {"result": "expired"}).encode()), Trouble.NONSENSE),
        (http("200 OK", json.dumps(KNOWN | {"score": 0.93}).encode()), Trouble.NONSENSE),
        (http("200 OK", b" " * (ANSWER_LIMIT_BYTES + 1)), Trouble.NONSENSE),
        (http("201 Created", json.dumps(KNOWN).encode()), Trouble.NONSENSE),
        (http("302 Found", b"", "Location: https://login.example/"), Trouble.NONSENSE),
        (http("403 Forbidden", json.dumps(KNOWN).encode()), Trouble.NONSENSE),
        (http("500 Oops", b""), Trouble.DOWN),
        (b"", Trouble.DOWN),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Trouble.DOWN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort", Trouble.DOWN),
    ],
)
def test_anything_but_the_wires_answer_is_none(answer: bytes, trouble: Trouble) -> None:
    with answering(answer) as url:
        assert the_trouble(url) is trouble


def test_an_answer_that_trickles_is_slow_whatever_the_pause_between_two_bytes() -> None:
    begun_s = time.monotonic()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
    with answering(head + b" " * 5000, piece_s=0.005) as url:
        assert the_trouble(url) is Trouble.SLOW
    assert time.monotonic() - begun_s < 20 * QUICK_S


def test_nobody_there_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert the_trouble(f"http://127.0.0.1:{port}") is Trouble.DOWN


def test_a_failed_question_holds_none_of_its_words() -> None:
    with answering(http("500 Oops", b"")) as url, pytest.raises(VerifierFailed) as failed:
        HttpsVerifier(settings(url)).compare(WANG.name, WANG.number, FACE.hex())
    assert str(failed.value) == "down"
    assert failed.value.__cause__ is None


# TLS


def a_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of localhost that no public authority signed: as a PEM file and as a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return folder / "ca.pem", context


def test_a_service_is_asked_over_tls_when_its_authority_is_known(tmp_path: Path) -> None:
    ca, context = a_certificate(tmp_path)
    with answering(http("200 OK", json.dumps(KNOWN).encode()), tls=context) as url:
        answer = HttpsVerifier(settings(url, ca=str(ca), timeout_s=5)).whose("tianfu", "x")
    assert answer.result == "known"


def test_a_service_with_a_strange_certificate_is_told_nothing(tmp_path: Path) -> None:
    _, context = a_certificate(tmp_path)
    with answering(http("200 OK", json.dumps(KNOWN).encode()), tls=context) as url:
        assert the_trouble(url, timeout_s=5) is Trouble.DOWN


def test_an_authority_that_is_none_is_down_and_no_crash(tmp_path: Path) -> None:
    _, context = a_certificate(tmp_path)
    (tmp_path / "ca.pem").write_text("no certificate")
    with answering(http("200 OK", json.dumps(KNOWN).encode()), tls=context) as url:
        assert the_trouble(url, ca=str(tmp_path / "ca.pem"), timeout_s=5) is Trouble.DOWN


def test_settings_cannot_be_changed_once_read() -> None:
    found = settings("http://127.0.0.1:1")
    with pytest.raises(ValidationError):
        found.url = "http://elsewhere.example"  # type: ignore[misc]
