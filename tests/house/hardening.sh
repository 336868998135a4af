#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Binaries are position independent, read-only after start, without executable stack, with stack protection and fortified calls,
# and were compiled with the flags of Debian's hardening and of the OpenSSF guide.
. "$(dirname "$0")/../lib/tap.sh"
[ "${SANITIZED:-no}" = no ] || skip_all "sanitized builds are not hardened"
library=$(find "$build/lib" -name 'libchurn.so.*' -type f | head -n 1)
for binary in "$library" "$tools"/churn-*; do
    [ -f "$binary" ] || continue
    name=${binary##*/}
    readelf -hldW "$binary" >"$scratch/elf"
    readelf --dyn-syms -W "$binary" >"$scratch/symbols"
    check "$name is position independent" grep -q 'Type: *DYN' "$scratch/elf"
    check "$name has full RELRO" sh -c "grep -q GNU_RELRO '$scratch/elf' && grep -qE 'BIND_NOW|NOW' '$scratch/elf'"
    check "$name has no executable stack" sh -c "grep GNU_STACK '$scratch/elf' | grep -qv RWE"
    check "$name has no RPATH beyond the build's own" sh -c "! grep -E 'RPATH|RUNPATH' '$scratch/elf' | grep -qv ORIGIN"
    check "$name checks its stack" grep -q __stack_chk_fail "$scratch/symbols"
    grep -q '_chk@' "$scratch/symbols" && fortified=$((${fortified:-0} + 1))
done
check "calls of the library are fortified" sh -c "readelf --dyn-syms -W '$library' | grep -q '_chk@'"
check "and of the programs ($fortified)" test "${fortified:-0}" -gt 5
# What leaves no trace in a binary is looked for among the compiler's arguments.
guard=-fcf-protection # of jumps and returns; Debian's C library links it in unmarked
[ "$(uname -m)" = x86_64 ] || guard=-O
for flag in $guard -fstack-clash-protection -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -ftrivial-auto-var-init=zero -D_FORTIFY_SOURCE=3; do
    [ -f "$build/compile_commands.json" ] || continue
    check "compiled with $flag" sh -c "! grep '\"command\"' '$build/compile_commands.json' | grep 'lib/libchurn' | grep -v -e '$flag'"
done
finish
