#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Install with apt-get what is missing, and say so:  sh .ci/setup.sh run|test|ci
#   run   what building and running needs
#   test  and what the tests need
#   ci    and what .ci/run needs beside
# Nothing is done where nothing is missing. Debian 12, Ubuntu 24.04 or later, as root or with sudo.
set -eu

RUN='gcc libc6-dev meson ninja-build pkg-config libcsv-dev zlib1g-dev libzstd-dev libxxhash-dev nettle-dev libsmartcols-dev libgsl-dev tzdata'
TEST='bsdutils libcmocka-dev g++ jq bc locales mandoc gzip zstd universal-ctags binutils procps groff-base'
CI_TOOLS='python3-venv locales clang clang-format valgrind strace gcovr make miller postgresql python3-pandas r-base-core r-cran-survival sqlite3 zsh fish'
MESON_WANTED=1.0

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 1; }

packages_for() {
    case $1 in
    run) echo "$RUN" ;;
    test) echo "$RUN $TEST" ;;
    ci) echo "$RUN $TEST $CI_TOOLS" ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

# The sanitizers of clang live in a package that carries the release's version of clang.
clang_runtime() {
    apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/libclang-rt-\1-dev/p' | head -n 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ "${CI:-}" = true ]; then
        sudo -n "$@"
    else
        sudo "$@"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

install_missing() {
    missing=$(missing_of "$@")
    [ -n "$missing" ] || return 0
    say "installing with apt-get: $missing"
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
        fail "neither root nor sudo; as root: apt-get install --no-install-recommends $missing"
    fi
    if [ "${updated:-no}" = no ]; then
        apt update || fail "apt-get update failed"
        updated=yes
    fi
    # shellcheck disable=SC2086
    apt install --no-install-recommends $missing || fail "apt-get could not install: $missing"
}

# 1.0.1 is at least 1.0; 0.61.2 is not.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

purpose=${1:-}
case $purpose in
run | test | ci) ;;
*) say "usage: setup.sh run|test|ci"; exit 2 ;;
esac
wanted=$(packages_for "$purpose")
if ! command -v apt-get >/dev/null 2>&1; then
    fail "no apt-get here. These packages of Debian, under your system's names, are needed: $wanted"
fi
# shellcheck disable=SC2086
install_missing $wanted
if [ "$purpose" = ci ]; then
    runtime=$(clang_runtime)
    [ -z "$runtime" ] || install_missing "$runtime"
fi
version=$(meson --version) || fail "meson does not run"
at_least "$version" "$MESON_WANTED" ||
    fail "meson $version is too old: $MESON_WANTED or later is needed (Debian 12, Ubuntu 24.04)"
