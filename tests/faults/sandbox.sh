#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every tool and mode, taken over by an intruder as soon as it reads its input: with --sandbox=off each attempt gets through; by default none
# does, and the output is the same.
. "$(dirname "$0")/../lib/tap.sh"
shim=$build/tests/libintruder.so
[ "${SANITIZED:-no}" = no ] || skip_all "built without a sandbox"
[ -f "$shim" ] || skip_all "no $shim"
cd "$scratch" || exit 1
. "$root/tests/lib/modes.sh"
churn-rfm -q --sandbox=require -o /dev/null t.csv || skip_all "this kernel has neither Landlock nor seccomp for us"
runs=0
mkdir in out # outputs lie in a folder of their own; inputs, and what an intruder looks for, do not
mv ./*.* in/

far=/dev/shm/churn-intruder.$$ # not below /tmp, which is open to a run that writes to standard output
trap 'rm -rf "$far"; tap_clean' EXIT

# with_intruder NEAR COMMAND...: the last argument is the input
with_intruder() {
    local near=$1 status
    shift
    rm -rf "$far"
    mkdir -m 700 "$far"
    echo secret >"$near"
    LD_PRELOAD=$shim INTRUDER_INPUT=${!#} INTRUDER_NEAR=$near INTRUDER_FAR=$far "$@" >out/standard 2>err
    status=$?
    grep '^intruder: ' err >seen
    return $status
}
take_over() { # NAME "OUTPUT ..." COMMAND...
    local name=$1 output words=() word bad='' attempts near=$PWD/in/near.txt
    [ -n "$2" ] || near=$far/near.txt
    case $name in help | completion | 'rules printed') return 0 ;; esac
    shift 2
    for word in "$@"; do
        [ ! -f "in/$word" ] || word=in/$word
        case $word in
        --*=*) [ ! -f "in/${word#*=}" ] || word=${word%%=*}=in/${word#*=} ;;
        esac
        case $word in
        out.csv | co.csv) word=out/$word ;;
        --save=* | --excluded=* | --rejects=* | --cuts-out=*) [ -e "${word#*=}" ] || word=${word%%=*}=out/${word#*=} ;;
        esac
        words+=("$word")
    done
    runs=$((runs + 1))
    rm -f out/*
    with_intruder "$near" "${words[0]}" --sandbox=off "${words[@]:1}" || bad="status without a sandbox; "
    attempts=$(wc -l <seen)
    [ "$attempts" -ge 12 ] || bad="$bad$attempts attempts; "
    bad=$bad$(grep -v ': done$' seen)
    mkdir calm
    mv out/* calm/
    with_intruder "$near" "${words[@]}" || bad="$bad status; "
    bad=$bad$(grep ': done$' seen)
    [ "$(wc -l <seen)" -eq "$attempts" ] || bad="$bad $(wc -l <seen) attempts; "
    for output in calm/*; do cmp -s "$output" "out/${output#calm/}" || bad="$bad ${output#calm/} differs; "; done
    rm -rf calm
    equal "$name: $attempts attempts" "" "$bad"
}
each_mode take_over
comment "$runs runs"
finish
