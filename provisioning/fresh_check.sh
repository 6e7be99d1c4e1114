#!/bin/sh
# Proves the two README commands on a bare Debian 12: makes such a root with mmdebstrap, clones HEAD into it and
# runs `make demo` and `make test` there. Needs root and a Debian machine; takes about half an hour.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "fresh-check builds a root file system: run it as root" >&2; exit 1; }
command -v mmdebstrap >/dev/null || { apt-get update -q; apt-get install -y -q mmdebstrap; }

root=$(mktemp -d)
unmount() { for point in proc dev/pts dev/shm dev sys; do umount -l "$root/$point" 2>/dev/null || true; done; }
trap 'unmount; rm -rf --one-file-system "$root"' EXIT

echo "A bare Debian 12 in a folder of its own:"
mmdebstrap --quiet --variant=minbase --include=python3,make,ca-certificates bookworm "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# The machine's own way to the package registries, if it has one.
for file in /etc/pip.conf /etc/apt/apt.conf.d /etc/apt/sources.list /etc/apt/sources.list.d /etc/ssl/certs/ca-certificates.crt; do
    [ ! -e "$file" ] || cp -rT "$file" "$root$file"
done
mount --bind /dev "$root/dev"; mount --bind /dev/pts "$root/dev/pts"
mount -t tmpfs shm "$root/dev/shm"; mount -t proc proc "$root/proc"; mount --bind /sys "$root/sys"
git clone -q --no-hardlinks . "$root/root/tongban"

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 $(env | grep -E '^(PIP_|https?_proxy|HTTPS?_PROXY|SSL_CERT_FILE|REQUESTS_CA)' || true) sh -c "cd /root/tongban && $1"; }
for scene in ${SCENES:-journey offline wrong-person paper-out card-removed township forwarded joint \
        card-faults phone-code typed-name staff-seen guardian agent \
        papers-feeder papers-stick papers-card papers-wrong}; do
    inside "make demo SCENE=$scene" || { echo "fresh-check: make demo SCENE=$scene failed" >&2; exit 1; }
done
inside "make test" || { echo "fresh-check: make test failed" >&2; exit 1; }
echo "fresh-check: both README commands work on a bare Debian 12"
