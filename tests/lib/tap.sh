# SPDX-License-Identifier: GPL-3.0-or-later
# What the shell suites share: TAP, paths, a scratch folder that is removed at the end. Source it first.
#
#   root     the source tree          build    the build folder ($BUILD, or build/ in the tree)
#   tools    where the programs are   scratch  an own empty folder
#   PATH     begins with the programs; TZ and the locale are fixed
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${BUILD:-$root/build}
tools=$build/tools
shared=$root/../shared
scratch=$(mktemp -d "${TMPDIR:-/tmp}/churn-test.XXXXXX")
PATH=$tools:$PATH
export PATH root build tools scratch LC_ALL=C TZ=UTC
unset POSIXLY_CORRECT
umask 022
tap_count=0
tap_failed=0

tap_clean() { chmod -R u+rwX "$scratch" 2>/dev/null; rm -rf "$scratch"; }
trap tap_clean EXIT

# comment TEXT: standard input too where TEXT is -; at most 60 lines
comment() {
    if [ "$1" = - ]; then head -n 60 | sed 's/^/# /'; else printf '# %s\n' "$1"; fi
}

ok() { tap_count=$((tap_count + 1)); echo "ok $tap_count - $1"; }
not_ok() { tap_count=$((tap_count + 1)); tap_failed=$((tap_failed + 1)); echo "not ok $tap_count - $1"; }
skip() { tap_count=$((tap_count + 1)); echo "ok $tap_count - $1 # SKIP $2"; }

# check NAME COMMAND...: the command's status decides; what it printed explains a failure.
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1 </dev/null); then
        ok "$name"
    else
        not_ok "$name"
        printf '%s\n' "$said" | comment -
    fi
}

# equal NAME EXPECTED ACTUAL: two texts
equal() {
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1"
        diff -u --label expected --label actual <(printf '%s\n' "$2") <(printf '%s\n' "$3") | comment -
    fi
}

# same NAME EXPECTED-FILE ACTUAL-FILE
same() {
    if cmp -s "$2" "$3"; then
        ok "$1"
    else
        not_ok "$1"
        diff -u --label expected --label actual -a "$2" "$3" | comment -
    fi
}

# skip_all REASON: the whole suite
skip_all() { echo "1..0 # SKIP $1"; exit 0; }

# The last line of every suite.
finish() {
    echo "1..$tap_count"
    [ "$tap_failed" -eq 0 ]
    exit $?
}
