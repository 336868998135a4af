# SPDX-License-Identifier: GPL-3.0-or-later
# The first so many of a retention list as a salesperson would want them read out:  awk -f csv.awk -f show.awk -v first=10 out/list.csv
record == 1 { read_header(); next }
record - 1 > first { rest++; next }
{
    split_csv($0, field)
    printf "%2d. %s (%s), %s, %s's; bought for %s; risk %.0f %%, %s at stake\n", cell("rank"), on_one_line("name"), cell("customer_id"), cell("tier"),
        on_one_line("owner"), cell("monetary"), 100 * cell("risk"), cell("value_at_stake")
    printf "    why:   %s\n", cell("reasons") != "" ? cell("reasons") : "no sign of leaving yet; on the list for what it is worth"
    printf "    what:  %s (%s); expected gain %s\n", cell("action"), cell("effort"), cell("expected_gain")
}
END { if (!failed && rest > 0) printf "... and %d more\n", rest; if (failed) exit 1 }

function on_one_line(name,    text) {
    text = cell(name)
    gsub(/[\r\n]+/, " ", text)
    return text
}
