#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every public header compiles alone, as C and as C++.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
flags='-Wall -Wextra -Wpedantic -Werror -fsyntax-only -Ilib/include'
for header in lib/include/churn/*.h; do
    name=${header##*/}
    printf '#include <churn/%s>\nextern int translation_unit;\n' "$name" >"$scratch/alone.c"
    cp "$scratch/alone.c" "$scratch/alone.cc"
    check "$name alone in C17" gcc -std=c17 $flags "$scratch/alone.c"
    check "$name alone in C++17" g++ -std=c++17 $flags "$scratch/alone.cc"
done
for header in lib/include/churn/*.h; do
    name=${header##*/}
    [ "$name" = churn.h ] || [ "$name" = visibility.h ] || check "churn.h and meson.build know $name" \
        sh -c "grep -q 'churn/$name' lib/include/churn/churn.h && grep -q 'include/churn/$name' lib/meson.build"
done
finish
