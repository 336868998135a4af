#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Pinned behaviour of one tool:  tests/cli/run.sh TOOL [--update] [CASE...]
#
# A case is a folder tests/cli/TOOL/CASE with
#   cmd      shell lines, run in a scratch folder that holds the case's other files and a link `samples`; the programs are on PATH
#   stdout, stderr, status   what must come out, byte for byte; a missing one means: nothing, nothing, 0
# --update writes down what comes out now. It is for people, who then read the difference; no test uses it.
. "$(dirname "$0")/../lib/tap.sh"

tool=$1
shift
update=no
[ "${1:-}" != --update ] || { update=yes; shift; }
cases=$root/tests/cli/$tool

# The case's files, the samples, and a home for what comes out.
prepare() {
    rm -rf "$scratch/work"
    mkdir -p "$scratch/work"
    find "$1" -mindepth 1 -maxdepth 1 ! -name cmd ! -name stdout ! -name stderr ! -name status -exec cp -R {} "$scratch/work/" \;
    ln -s "$root/samples" "$scratch/work/samples"
}

run_case() {
    (cd "$scratch/work" && exec bash "$1/cmd" </dev/null >"$scratch/stdout" 2>"$scratch/stderr")
    echo $? >"$scratch/status"
}

# put NAME FOLDER: what is as if missing has no file
put() {
    local nothing=
    [ "$1" != status ] || nothing=0
    if [ "$(cat "$scratch/$1")" = "$nothing" ]; then rm -f "$2/$1"; else cp "$scratch/$1" "$2/$1"; fi
}

expected() {
    if [ -e "$2/$1" ]; then cat "$2/$1"; elif [ "$1" = status ]; then echo 0; fi
}

compare_case() {
    local name
    for name in status stdout stderr; do
        expected $name "$1" >"$scratch/expected"
        cmp -s "$scratch/expected" "$scratch/$name" || diff -a -u --label "$name expected" --label "$name" "$scratch/expected" "$scratch/$name"
    done >"$scratch/difference"
    [ ! -s "$scratch/difference" ]
}

one() {
    local folder=$cases/$1
    if [ ! -f "$folder/cmd" ]; then not_ok "$tool $1: no cmd"; return; fi
    prepare "$folder"
    run_case "$folder"
    if [ $update = yes ]; then
        for name in stdout stderr status; do put $name "$folder"; done
        ok "$tool $1: written down"
    elif compare_case "$folder"; then
        ok "$tool $1"
    else
        not_ok "$tool $1"
        comment - <"$scratch/difference"
    fi
}

[ -d "$cases" ] || { not_ok "$tool has no cases under tests/cli"; finish; }
[ $# -gt 0 ] || mapfile -t list < <(cd "$cases" && printf '%s\n' */ | tr -d / | sort)
[ $# -eq 0 ] || list=("$@")
for name in "${list[@]}"; do one "$name"; done
finish
