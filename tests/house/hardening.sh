#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Binaries are position independent, read-only after start, without executable stack, with stack protection and fortified calls.
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
done
check "calls are fortified" sh -c "readelf --dyn-syms -W '$library' | grep -q '_chk@'"
finish
