/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message, one line, one write: lines of programs that share a terminal or a log do not mix. Nothing is allocated, so it
 * works when memory is gone. Whatever a file name or a cell brings along, no control byte and no broken UTF-8 reaches a
 * terminal.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/progress.h"

#define TEXT_SIZE 8192                /* of a remark; longer ones are cut */
#define LINE_SIZE (4 * TEXT_SIZE + 2) /* each byte may become \xNN */

struct range {
    unsigned char first, last;
};

/* What the second byte may be after a lead byte (RFC 3629): this is what keeps out overlong forms, surrogates and C1 control
 * characters. */
static struct range second_bytes(unsigned char lead)
{
    switch (lead) {
    case 0xC2:
        return (struct range){ 0xA0, 0xBF };
    case 0xE0:
        return (struct range){ 0xA0, 0xBF };
    case 0xED:
        return (struct range){ 0x80, 0x9F };
    case 0xF0:
        return (struct range){ 0x90, 0xBF };
    case 0xF4:
        return (struct range){ 0x80, 0x8F };
    default:
        return (struct range){ 0x80, 0xBF };
    }
}

static size_t sequence_length(unsigned char lead)
{
    if (lead >= 0x20 && lead < 0x7F)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* Bytes of the character at text that may be shown as it is; 0: its first byte must be escaped. */
static size_t shown_length(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = sequence_length(bytes[0]);
    struct range second = second_bytes(bytes[0]);
    if (length > 1 && (bytes[1] < second.first || bytes[1] > second.last))
        return 0;
    for (size_t i = 2; i < length; i++)
        if (bytes[i] < 0x80 || bytes[i] > 0xBF)
            return 0;
    return length;
}

void message_escape(const char *text, char *buffer, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    size_t used = 0;
    while (*text != '\0') {
        size_t length = shown_length(text);
        size_t wanted = length > 0 ? length : 4;
        if (used + wanted >= size)
            break;
        unsigned char byte = (unsigned char)*text;
        const char escape[4] = { '\\', 'x', hex[byte >> 4], hex[byte & 15] };
        memcpy(buffer + used, length > 0 ? text : escape, wanted);
        used += wanted;
        text += length > 0 ? length : 1;
    }
    buffer[used] = '\0';
}

/* Nobody can be told that standard error does not work. */
static void write_all(const char *line, size_t length)
{
    for (size_t at = 0; at < length;) {
        ssize_t done = write(STDERR_FILENO, line + at, length - at);
        if (done < 0 && errno != EINTR)
            return;
        at += done > 0 ? (size_t)done : 0;
    }
}

static void write_line(const char *text)
{
    char line[LINE_SIZE];
    message_escape(text, line, sizeof line - 1);
    size_t length = strlen(line);
    line[length++] = '\n';
    progress_hide();
    write_all(line, length);
    progress_go_on();
}

__attribute__((format(printf, 2, 0))) static void say(const struct cli *cli, const char *format, va_list arguments)
{
    char text[TEXT_SIZE];
    int length = snprintf(text, sizeof text, "%s: ", cli->command->name);
    if (length > 0 && (size_t)length < sizeof text)
        vsnprintf(text + length, sizeof text - (size_t)length, format, arguments);
    write_line(text);
}

void message_error(const struct cli *cli, const struct churn_error *err)
{
    char text[TEXT_SIZE], place[64] = "";
    if (err->line > 0 && err->column > 0)
        snprintf(place, sizeof place, ":%llu:%llu", (unsigned long long)err->line, (unsigned long long)err->column);
    else if (err->line > 0)
        snprintf(place, sizeof place, ":%llu", (unsigned long long)err->line);
    else if (err->line > 0)
        snprintf(place, sizeof place, ":%llu", (unsigned long long)err->line);
    bool placed = err->file[0] != '\0';
    snprintf(text, sizeof text, "%s: %s%s%s%s", cli->command->name, err->file, placed ? place : "", placed ? ": " : "",
             err->message);
    write_line(text);
}

static int exit_code(enum churn_status status)
{
    switch (status) {
    case CHURN_OK:
    case CHURN_END:
        return CLI_DONE;
    case CHURN_DATA:
    case CHURN_NUMERIC:
        return CLI_REFUSED;
    case CHURN_USAGE:
        return CLI_WRONG_USAGE;
    case CHURN_LOCKED:
        return CLI_LOCKED;
    default:
        return CLI_MACHINE;
    }
}

int cli_fail(struct cli *cli, const struct churn_error *err)
{
    input_list_end(cli);
    message_error(cli, err);
    return exit_code(err->status);
}

void message_say(const struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(cli, format, arguments);
    va_end(arguments);
}

int cli_usage(struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(cli, format, arguments);
    va_end(arguments);
    return CLI_WRONG_USAGE;
}

void cli_note(struct cli *cli, const char *format, ...)
{
    if (cli->settings.quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    say(cli, format, arguments);
    va_end(arguments);
}
