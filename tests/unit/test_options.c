/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options: every kind of argument, every refusal in its words, and what is printed from the tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/state.h"

struct settings {
    bool flag;
    const char *text;
    char mark;
    uint64_t count;
    size_t size;
    churn_day day;
    churn_amount amount;
    unsigned choice;
};

#define AT(member) offsetof(struct settings, member)

static const char *const BINNINGS[] = { "quantile", "ntile", "equal", NULL };
static const struct cli_option OPTIONS[] = {
    { "nested", 0, CLI_FLAG, AT(flag), NULL, "Scores", "score within", NULL, NULL },
    { "id", 'i', CLI_TEXT, AT(text), "COLUMN", "Input", "customer's id", "customer_id", NULL },
    { "mark", 'm', CLI_CHAR, AT(mark), "CHAR", "Input", "a mark", NULL, NULL },
    { "top", 0, CLI_COUNT, AT(count), "N", "Input", "so many", NULL, NULL },
    { "room", 0, CLI_SIZE, AT(size), "SIZE", "Input", "so large", NULL, NULL },
    { "until", 0, CLI_DATE, AT(day), "DATE", "Input", "up to", NULL, NULL },
    { "min-gain", 0, CLI_AMOUNT, AT(amount), "AMOUNT", "Input", "at least", NULL, NULL },
    { "binning", 'b', CLI_CHOICE, AT(choice), NULL, "Input", "how values become scores", "quantile", BINNINGS },
    { .name = NULL },
};
static const char *const EXAMPLES[] = { "churn-x samples/transactions.csv", NULL };
static const struct cli_command COMMAND = {
    "churn-x", "do what is done", "[FILE]...", EXAMPLES, OPTIONS, CLI_READS | CLI_WRITES | CLI_REPORTS,
};
static const struct cli_command BARE = { "churn-y", "take nothing", NULL, EXAMPLES, OPTIONS, 0 };

#define ARGUMENTS_MAX 12

/* One parsing: arguments are split at blanks; what it said is kept, standard error behind standard output. */
struct parsing {
    struct settings settings;
    struct cli cli;
    int code;
    char said[16384];
    char copy[512];
    char *arguments[ARGUMENTS_MAX];
};

static int split_arguments(struct parsing *parsing, const char *line)
{
    int count = 0;
    char *rest = parsing->copy;
    assert_true(strlen(line) < sizeof parsing->copy);
    memcpy(parsing->copy, line, strlen(line) + 1);
    for (char *word; (word = strsep(&rest, " ")) != NULL;) {
        assert_true(count + 1 < ARGUMENTS_MAX);
        parsing->arguments[count++] = word;
    }
    parsing->arguments[count] = NULL;
    return count;
}

static void parse_as(struct parsing *parsing, const struct cli_command *command, const char *line)
{
    int file = memfd_create("said", 0), out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    memset(parsing, 0, sizeof *parsing);
    int count = split_arguments(parsing, line);
    fflush(stdout);
    assert_true(dup2(file, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0);
    parsing->code = cli_begin(&parsing->cli, command, &parsing->settings, count, parsing->arguments);
    assert_true(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0);
    ssize_t length = pread(file, parsing->said, sizeof parsing->said - 1, 0);
    assert_true(length >= 0);
    close(file);
    close(out);
    close(err);
}

static void assert_refused_as(const struct cli_command *command, const char *line, const char *message)
{
    struct parsing parsing;
    parse_as(&parsing, command, line);
    assert_string_equal(parsing.said, message);
    assert_int_equal(parsing.code, CLI_WRONG_USAGE);
}

static void assert_refused(const char *line, const char *message)
{
    assert_refused_as(&COMMAND, line, message);
}

/* The caller ends it with cli_end. */
static void assert_taken(struct parsing *parsing, const char *line)
{
    parse_as(parsing, &COMMAND, line);
    assert_string_equal(parsing->said, "");
    assert_int_equal(parsing->code, -1);
}

static void every_kind_is_read(void **unused)
{
    (void)unused;
    struct parsing parsing;
    assert_taken(&parsing,
                 "churn-x --nested --id=who -m ; --top=18446744073709551615 --room 64k --until=2024-02-29 --min-gain=-12.5");
    assert_true(parsing.settings.flag);
    assert_string_equal(parsing.settings.text, "who");
    assert_int_equal(parsing.settings.mark, ';');
    assert_true(parsing.settings.count == UINT64_MAX);
    assert_int_equal(parsing.settings.size, 65536);
    assert_int_equal(parsing.settings.day, 19782);
    assert_true(parsing.settings.amount == (churn_amount)-1250000000);
    assert_int_equal(cli_end(&parsing.cli, CLI_DONE), CLI_DONE);
}

static void last_one_counts(void **unused)
{
    (void)unused;
    struct parsing parsing;
    assert_taken(&parsing, "churn-x -b equal --binning=ntile --id= --mark=\\t");
    assert_int_equal(parsing.settings.choice, 1);
    assert_string_equal(parsing.settings.text, "");
    assert_int_equal(parsing.settings.mark, '\t');
    cli_end(&parsing.cli, CLI_DONE);
}

static void defaults_hold(void **unused)
{
    (void)unused;
    struct parsing parsing;
    assert_taken(&parsing, "churn-x");
    const struct cli_settings *settings = &parsing.cli.settings;
    assert_int_equal(settings->delimiter, ',');
    assert_int_equal(settings->output_delimiter, ',');
    assert_int_equal(settings->decimal, '.');
    assert_int_equal(settings->thousands, 0);
    assert_int_equal(settings->min_date, CHURN_DAY_MIN);
    assert_int_equal(settings->max_date, CHURN_DAY_MAX);
    assert_int_equal(settings->max_field, 0);
    assert_true(settings->max_rejects == UINT64_MAX);
    assert_int_equal(settings->quotes, CLI_QUOTES_STRICT);
    assert_null(settings->output);
    assert_int_equal(parsing.cli.operand_count, 0);
    cli_end(&parsing.cli, CLI_DONE);
}

static void operands_stand_anywhere(void **unused)
{
    (void)unused;
    struct parsing parsing;
    setenv("POSIXLY_CORRECT", "1", 1);
    assert_taken(&parsing, "churn-x a.csv -q - -- --nested");
    assert_true(parsing.cli.settings.quiet);
    assert_false(parsing.settings.flag);
    assert_int_equal(parsing.cli.operand_count, 3);
    assert_string_equal(parsing.cli.operands[0], "a.csv");
    assert_string_equal(parsing.cli.operands[1], "-");
    assert_string_equal(parsing.cli.operands[2], "--nested");
    cli_end(&parsing.cli, CLI_DONE);
    assert_refused("churn-x - -", "churn-x: - (standard input) can be read once only\n");
    assert_refused_as(&BARE, "churn-y a.csv", "churn-y: takes no operands; --help says what it takes\n");
}

static void unknown_options_are_named(void **unused)
{
    (void)unused;
    assert_refused("churn-x --binings=4", "churn-x: no option --binings; did you mean --binning?\n");
    assert_refused("churn-x --nestde", "churn-x: no option --nestde; did you mean --nested?\n");
    assert_refused("churn-x --zzzzzzzz", "churn-x: no option --zzzzzzzz; --help lists them\n");
    assert_refused("churn-x --nest", "churn-x: no option --nest; did you mean --nested?\n"); /* no abbreviations */
    assert_refused("churn-x -H", "churn-x: no option -H; --help lists them\n");
    assert_refused("churn-x -qX", "churn-x: no option -X; --help lists them\n");
    assert_refused("churn-x --a\x1b[1m", "churn-x: no option --a\\x1b[1m; --help lists them\n");
    assert_refused("churn-x --id", "churn-x: --id wants an argument\n");
    assert_refused("churn-x -qi", "churn-x: -i wants an argument\n");
    assert_refused("churn-x --quiet=yes", "churn-x: --quiet takes no argument\n");
    assert_refused_as(&BARE, "churn-y --rejects=x", "churn-y: no option --rejects; --help lists them\n");
}

static void bad_values_are_named(void **unused)
{
    (void)unused;
    assert_refused("churn-x --mark=ab", "churn-x: --mark: \"ab\" is not one ASCII character (\\t is a tab)\n");
    assert_refused("churn-x --mark=", "churn-x: --mark: \"\" is not one ASCII character (\\t is a tab)\n");
    assert_refused("churn-x --mark=\xc3\xa9", "churn-x: --mark: \"\xc3\xa9\" is not one ASCII character (\\t is a tab)\n");
    assert_refused("churn-x --top=-1", "churn-x: --top: \"-1\" is not a count in digits\n");
    assert_refused("churn-x --top=18446744073709551616", "churn-x: --top: \"18446744073709551616\" is not a count in digits\n");
    assert_refused("churn-x --room=0", "churn-x: --room: \"0\" is not a size in bytes, such as 4096, 64k, 128M or 1G\n");
    assert_refused("churn-x --room=1kB", "churn-x: --room: \"1kB\" is not a size in bytes, such as 4096, 64k, 128M or 1G\n");
    assert_refused("churn-x --room=99999999999G",
                   "churn-x: --room: \"99999999999G\" is not a size in bytes, such as 4096, 64k, 128M or 1G\n");
    assert_refused("churn-x --until=2023-02-29", "churn-x: --until: \"2023-02-29\" is not a day, YYYY-MM-DD\n");
    assert_refused("churn-x --until=2023-02-28T10:00", "churn-x: --until: \"2023-02-28T10:00\" is not a day, YYYY-MM-DD\n");
    assert_refused("churn-x --min-gain=1e5", "churn-x: --min-gain: \"1e5\" is not a decimal number, such as 12.50\n");
    assert_refused("churn-x -b tile", "churn-x: --binning: \"tile\" is none of: quantile, ntile, equal\n");
}

static void contradictions_are_refused(void **unused)
{
    (void)unused;
    assert_refused("churn-x --on-error=skip", "churn-x: --on-error=skip wants --rejects=FILE\n");
    assert_refused("churn-x --rejects=r.csv", "churn-x: --rejects wants --on-error=skip\n");
    assert_refused("churn-x --max-rejects=3", "churn-x: --max-rejects wants --on-error=skip\n");
    assert_refused("churn-x --on-error=skip --rejects=", "churn-x: --rejects wants the name of a file\n");
    assert_refused("churn-x --on-error=skip --rejects=./r.csv -o r.csv",
                   "churn-x: --rejects and --output name the same file\n");
    assert_refused("churn-x --on-error=skip --rejects=r.csv r.csv", "churn-x: --rejects names an input, which would be lost\n");
    assert_refused("churn-x --output=", "churn-x: --output wants the name of a file\n");
    assert_refused("churn-x --decimal=, --thousands=,",
                   "churn-x: --decimal and --thousands are the same mark; amounts could be read two ways\n");
    assert_refused("churn-x --min-date=2024-01-02 --max-date=2024-01-01", "churn-x: --min-date is after --max-date\n");
    assert_refused("churn-x --delimiter=\"", "churn-x: --delimiter can be neither a quote nor a line end\n");
    assert_refused("churn-x --expect-rows=5..3", "churn-x: --expect-rows: \"5..3\" is not a number of rows: N, N.. or N..M\n");
    assert_refused("churn-x --expect-total=1e5", "churn-x: --expect-total: \"1e5\" is not a decimal number, such as 12.50\n");
    assert_refused("churn-x --excel -f json", "churn-x: --excel is a kind of CSV; leave out --format\n");
}

static void ranges_are_read(void **unused)
{
    (void)unused;
    struct count_range range;
    assert_true(value_range("7", &range));
    assert_true(range.first == 7 && range.last == 7);
    assert_true(value_range("7..", &range));
    assert_true(range.first == 7 && range.last == UINT64_MAX);
    assert_true(value_range("7..9", &range));
    assert_true(range.first == 7 && range.last == 9);
    static const char *const bad[] = { "", "..", "..9", "7.", "7...9", "9..7", "7..9x", " 7", "7-9", "-7" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(value_range(bad[i], &range));
}

static void assert_has(const char *text, const char *piece)
{
    if (strstr(text, piece) == NULL)
        fail_msg("not there: %s", piece);
}

static void help_comes_from_the_tables(void **unused)
{
    (void)unused;
    struct parsing parsing;
    parse_as(&parsing, &COMMAND, "churn-x -h --no-such-option");
    assert_int_equal(parsing.code, CLI_DONE);
    assert_has(parsing.said, "churn-x: do what is done\n\nusage: churn-x [OPTION]... [FILE]...\n");
    assert_has(parsing.said, "\nExamples:\n  churn-x samples/transactions.csv\n");
    assert_has(parsing.said, "\nScores:\n      --nested                  score within\n\nInput:\n");
    assert_has(parsing.said, "\n  -i, --id=COLUMN               customer's id (default: customer_id)\n");
    assert_has(parsing.said, "\n  -b, --binning=quantile|ntile|equal\n"
                             "                                how values become scores (default: quantile)\n");
    assert_has(parsing.said, "\nReading:\n  -d, --delimiter=CHAR ");
    assert_has(parsing.said, "\nBad rows:\n");
    assert_has(parsing.said, "\n  -f, --format=csv|json|table ");
    assert_has(parsing.said, "\n  4  another run holds the lock\n");
    assert_has(parsing.said, "\nSee churn-x(1), churnkit(7), churn-definitions(7).\n");
    assert_null(strstr(parsing.said, "completion"));
    for (const char *line = parsing.said; *line != '\0'; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 100);
}

static void answers_are_printed(void **unused)
{
    (void)unused;
    struct parsing parsing;
    char version[100];
    snprintf(version, sizeof version, "churn-x (churnkit) %s\nLicense GPL-3.0-or-later", churn_version());
    parse_as(&parsing, &COMMAND, "churn-x -V");
    assert_int_equal(parsing.code, CLI_DONE);
    assert_has(parsing.said, version);
    parse_as(&parsing, &COMMAND, "churn-x --list-options");
    assert_has(parsing.said, "--nested\n--id -i\n--mark -m\n");
    assert_has(parsing.said, "\n--delimiter -d\n");
    assert_null(strstr(parsing.said, "--completion"));
    parse_as(&parsing, &COMMAND, "churn-x --completion=bash");
    assert_has(parsing.said, "--binning|-b) COMPREPLY=($(compgen -W 'quantile ntile equal' -- \"$word\")); return ;;\n");
    assert_has(parsing.said, "complete -o default -F _churn_x churn-x\n");
    parse_as(&parsing, &COMMAND, "churn-x --completion=zsh");
    assert_has(parsing.said, "#compdef churn-x\n");
    assert_has(parsing.said, "--id=}'[customer'\\''s id]:id: '");
    parse_as(&parsing, &COMMAND, "churn-x --completion=fish");
    assert_has(parsing.said, "complete -c churn-x -l output -s o -r -F -d \"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(last_one_counts),
        cmocka_unit_test(defaults_hold),
        cmocka_unit_test(operands_stand_anywhere),
        cmocka_unit_test(unknown_options_are_named),
        cmocka_unit_test(bad_values_are_named),
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(ranges_are_read),
        cmocka_unit_test(help_comes_from_the_tables),
        cmocka_unit_test(answers_are_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
