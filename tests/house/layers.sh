#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# base <- table <- customer; base <- model; saved stands on table and model; tools see <churn/...>, "common/..." and their own folder.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1

# may FOLDER LAYER...: the quoted includes of lib/FOLDER are of these layers only
may() {
    local folder=$1 allowed
    shift
    allowed=$(printf '%s|' "$folder" "$@")
    equal "lib/$folder includes $* and itself only" "" \
        "$(grep -n '^#include "' "lib/$folder"/*.[ch] | grep -vE "\"(${allowed%|})/")"
}
may base
may table base
may customer table base
may model base
may saved table model base
equal "nothing in lib knows tools" "" "$(grep -rnE '#include ["<](common|tools|rfm)/' lib)"
equal "tools include <churn/...>, common/ and their own folder" "" \
    "$(grep -rn '^#include "' tools --include='*.[ch]' | awk -F: '{ split($1, part, "/"); own = part[2]; sub(/^churn-/, "", own); sub(/\.c$/, "", own)
         if ($3 !~ "\"common/" && $3 !~ "\"" own "/") print }')"

# one HEADER PLACE: each third-party library sits behind one file or folder
one() {
    equal "$1 is known to $2 only" "" "$(grep -rlE "#include <$1>" lib tools --include='*.[ch]' | grep -vE "^$2")"
}
one csv.h lib/table/split
one zlib.h lib/table/bytes_gzip.c
one zstd.h lib/table/bytes_zstd.c
one iconv.h lib/table/bytes_iconv.c
one xxhash.h 'lib/base/(hash|sum).c'
one 'nettle/.*' lib/base/digest.c
one getopt.h tools/common/
one libsmartcols.h tools/common/
one 'libsmartcols/libsmartcols.h' tools/common/
one 'gsl/.*' '(lib/model/|tools/common/start.c)'
finish
