/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * System calls that no tool makes, and that would be of use to somebody who had got in: other programs, sockets, other
 * processes, mounts, keys, the kernel's own programs. They fail with EPERM from here on: seccomp(2), a filter in the kernel's
 * classic BPF. A list of what is refused, not of what is allowed: C libraries differ in what they call, and a tool that stops
 * after an update of one would be switched off for good.
 *
 * libseccomp would write the same program, with some hundred requests for memory at each start.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "common/state.h"

#if defined __x86_64__ && defined __LP64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__ && defined __LP64__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

#define REFUSED (SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA))
#define FOREIGN_NUMBERS 0x40000000 /* from here on: x32, a second way to make the same calls */

#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define REFUSE(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), RETURN(REFUSED)

static const struct sock_filter PROGRAM[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    RETURN(REFUSED),
    LOAD(nr),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN_NUMBERS, 0, 1),
    RETURN(REFUSED),
    /* other programs */
    REFUSE(SYS_execve),
    REFUSE(SYS_execveat),
    /* sockets */
    REFUSE(SYS_socket),
    REFUSE(SYS_socketpair),
    REFUSE(SYS_connect),
    REFUSE(SYS_bind),
    REFUSE(SYS_listen),
    REFUSE(SYS_accept),
    REFUSE(SYS_accept4),
    /* other processes */
    REFUSE(SYS_ptrace),
    REFUSE(SYS_process_vm_readv),
    REFUSE(SYS_process_vm_writev),
    REFUSE(SYS_kcmp),
    REFUSE(SYS_kill),
    REFUSE(424 /* pidfd_send_signal */),
    REFUSE(434 /* pidfd_open */),
    REFUSE(438 /* pidfd_getfd */),
    /* another view of the machine */
    REFUSE(SYS_mount),
    REFUSE(SYS_umount2),
    REFUSE(428 /* open_tree */),
    REFUSE(429 /* move_mount */),
    REFUSE(430 /* fsopen */),
    REFUSE(SYS_pivot_root),
    REFUSE(SYS_chroot),
    REFUSE(SYS_unshare),
    REFUSE(SYS_setns),
    REFUSE(SYS_open_by_handle_at),
    /* files of other kinds, and other names for files */
    REFUSE(SYS_mknodat),
    REFUSE(SYS_symlinkat),
    REFUSE(SYS_linkat),
    /* the kernel */
    REFUSE(SYS_bpf),
    REFUSE(SYS_perf_event_open),
    REFUSE(SYS_userfaultfd),
    REFUSE(425 /* io_uring_setup */),
    REFUSE(SYS_add_key),
    REFUSE(SYS_request_key),
    REFUSE(SYS_keyctl),
    REFUSE(SYS_init_module),
    REFUSE(SYS_finit_module),
    REFUSE(SYS_kexec_load),
    REFUSE(SYS_reboot),
    REFUSE(SYS_settimeofday),
    REFUSE(SYS_clock_settime),
    RETURN(SECCOMP_RET_ALLOW),
};

bool refuse_calls(void)
{
    struct sock_fprog program = { sizeof PROGRAM / sizeof PROGRAM[0], (struct sock_filter *)PROGRAM };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

bool refuse_calls(void)
{
    errno = ENOSYS;
    return false;
}

#endif
