#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `meson install` with DESTDIR puts everything in its place, and a program can be built with what is there.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
[ "${SANITIZED:-no}" = no ] || skip_all "a sanitized library is not installed"
check "meson install" env DESTDIR="$scratch/dest" meson install -C "$build" --no-rebuild --quiet
prefix=$(find "$scratch/dest" -type d -name bin | head -n 1)
prefix=${prefix%/bin}
for tool in $(basename -s .c -a tools/churn-*.c); do
    check "$tool" test -x "$prefix/bin/$tool"
    check "$tool(1)" test -f "$prefix/share/man/man1/$tool.1"
    check "$tool for bash" test -s "$prefix/share/bash-completion/completions/$tool"
    check "$tool for zsh" test -s "$prefix/share/zsh/site-functions/_$tool"
    check "$tool for fish" test -s "$prefix/share/fish/vendor_completions.d/$tool.fish"
done
for page in churnkit churn-definitions churn-cookbook; do check "$page(7)" test -f "$prefix/share/man/man7/$page.7"; done
# The night's run, with what it needs and what starts it; what starts it names the places of this installation.
night=$prefix/share/churnkit
installed=${prefix#"$scratch/dest"}
check "nightly.sh may be run" test -x "$night/nightly.sh"
for file in csv.awk features.awk show.awk Makefile churnkit-nightly.timer; do same "$file" "samples/$file" "$night/$file"; done
for file in crontab.example churnkit-nightly.service; do
    equal "$file: its paths" "$(sed "s,@bindir@,$installed/bin,; s,@pkgdatadir@,$installed/share/churnkit," "samples/$file.in")" "$(cat "$night/$file")"
done
equal "nothing else is there" "Makefile
churnkit-nightly.service
churnkit-nightly.timer
crontab.example
csv.awk
features.awk
nightly.sh
show.awk" "$(ls "$night")"
check "it runs where it is installed" env PATH="$prefix/bin:$PATH" LD_LIBRARY_PATH="$(dirname "$(find "$prefix" -name 'libchurn.so.0' | head -n 1)")" \
    "$night/nightly.sh" samples "$scratch/night"
check "and leaves its list" test -s "$scratch/night/list.csv"
folder=$(dirname "$(find "$prefix" -name 'libchurn.so.0' | head -n 1)")
check "the library and its names" test -e "$folder/libchurn.so" -a -e "$folder/libchurn.so.0"
equal "no static twin is installed" "" "$(find "$prefix" -name '*.a')"
equal "every header is installed" "$(cd lib/include/churn && ls)" "$(ls "$prefix/include/churn")"
cat >"$scratch/use.c" <<'C'
#include <churn/churn.h>
#include <stdio.h>
int main(void)
{
    churn_amount sum = 0;
    struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    unsigned decimals;
    if (churn_amount_parse((struct churn_text){ "12.50", 5 }, &format, &sum, &decimals, NULL) != CHURN_OK)
        return 1;
    printf("%s %u\n", churn_version(), decimals);
    return 0;
}
C
export PKG_CONFIG_SYSROOT_DIR=$scratch/dest PKG_CONFIG_PATH=$folder/pkgconfig
check "a program builds by pkg-config" sh -c "gcc -o '$scratch/use' '$scratch/use.c' \$(pkg-config --cflags --libs libchurn)"
equal "and runs" "$(pkg-config --modversion libchurn) 2" "$(LD_LIBRARY_PATH=$folder "$scratch/use")"
finish
