/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void fuzz_broken(const char *promise, const char *file, int line)
{
    fprintf(stderr, "%s:%d: broken: %s\n", file, line, promise);
    abort();
}

struct fuzz_file fuzz_file_new(const void *data, size_t size)
{
    struct fuzz_file file = { memfd_create("fuzz", MFD_CLOEXEC), "" };
    const char *at = data;
    PROMISE(file.descriptor >= 0);
    for (ssize_t done; size > 0; at += done, size -= (size_t)done) {
        done = write(file.descriptor, at, size);
        PROMISE(done > 0);
    }
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

void fuzz_file_close(struct fuzz_file *file)
{
    close(file->descriptor);
}

void fuzz_output_begin(struct fuzz_output *output)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    snprintf(output->path, sizeof output->path, "/dev/shm/churn-fuzz-%ld", (long)getpid());
    PROMISE(churn_file_new(output->path, &output->out, NULL) == CHURN_OK);
    PROMISE(churn_writer_new(output->out, &options, &output->writer, NULL) == CHURN_OK);
}

static char *read_all(const char *path, size_t *size)
{
    struct stat found;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    PROMISE(descriptor >= 0 && fstat(descriptor, &found) == 0);
    *size = (size_t)found.st_size;
    char *data = malloc(*size + 1);
    PROMISE(data != NULL && read(descriptor, data, *size) == (ssize_t)*size);
    data[*size] = '\0';
    close(descriptor);
    return data;
}

char *fuzz_output_end(struct fuzz_output *output, size_t *size)
{
    PROMISE(churn_writer_flush(output->writer, NULL) == CHURN_OK);
    churn_writer_free(output->writer);
    PROMISE(churn_file_commit(output->out, NULL) == CHURN_OK);
    churn_file_free(output->out);
    char *data = read_all(output->path, size);
    unlink(output->path);
    return data;
}
