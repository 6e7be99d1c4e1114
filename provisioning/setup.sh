#!/bin/sh
# All the set-up of a terminal or a developer's machine: Debian packages, virtual environment, Python packages,
# fonts and icons, pinyin tables, network weights. Safe to run again; does only what is missing, and says what it does.
# `setup.sh tests` also brings the Debian packages that only the tests need.
set -eu
cd "$(dirname "$0")/.."

step() { printf '\033[1m[set-up %s/6]\033[0m %s\n' "$1" "$2"; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else echo "Set-up needs root (or sudo) to install: $*" >&2; exit 1
    fi
}

lists=provisioning/debian-packages.txt
if [ "${1:-}" = tests ]; then lists="$lists provisioning/debian-packages-tests.txt"; fi
missing=""
# shellcheck disable=SC2086  # a list of files
for package in $(sed 's/#.*//' $lists); do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    step 1 "Debian packages:$missing"
    as_root apt-get update -q
    case "$missing" in *postgresql-15*)
        # Debian would make a database cluster and start it with the machine. The tests start their own.
        [ -e /etc/postgresql-common/createcluster.conf ] || {
            as_root mkdir -p /etc/postgresql-common
            echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
        } ;;
    esac
    # shellcheck disable=SC2086  # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
else
    step 1 "Debian packages: all there"
fi

python=/usr/bin/python3.11
if [ ! -x .venv/bin/python ]; then
    step 2 "virtual environment in .venv"
    $python -m venv .venv
else
    step 2 "virtual environment: there"
fi

wanted=$(cat requirements.txt requirements-dev.txt requirements-alone.txt | sha256sum | cut -c1-16)
if [ ! -f ".venv/parts-$wanted" ]; then
    step 3 "Python packages"
    .venv/bin/python -m pip install --disable-pip-version-check --progress-bar on -r requirements-dev.txt
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps -r requirements-alone.txt
    rm -f .venv/parts-*
    touch ".venv/parts-$wanted"
else
    step 3 "Python packages: all there"
fi

# Who starts the terminal may not be allowed to write here, and would compile everything anew each time.
.venv/bin/python -m compileall -q kiosk hub provisioning main.py

step 4 "fonts, icons and pictures"
.venv/bin/python -m provisioning assets

step 5 "pinyin tables"
.venv/bin/python -m provisioning pinyin

step 6 "network weights, checked by sha256"
.venv/bin/python -m provisioning models
