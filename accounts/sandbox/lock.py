"""Gives up, for good, everything but computing, reading what is open and writing the answer.

A seccomp filter, which needs no privilege and holds inside containers too. Every other call to the kernel - open,
connect, execute, signal, remove - is answered "not permitted". On a machine that is not named here the limits alone
hold.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

# Numbers of system calls, by machine and name.
CALLS = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
        "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
        "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "gettimeofday": 96,
        "getrusage": 98, "sigaltstack": 131, "gettid": 186, "futex": 202, "sched_getaffinity": 204,
        "restart_syscall": 219, "clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231, "getrandom": 318,
        "membarrier": 324,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226, "munmap": 215,
        "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67, "readv": 65,
        "writev": 66, "sched_yield": 124, "mremap": 216, "madvise": 233, "nanosleep": 101, "getpid": 172, "exit": 93,
        "gettimeofday": 169, "getrusage": 165, "sigaltstack": 132, "gettid": 178, "futex": 98,
        "sched_getaffinity": 123, "restart_syscall": 128, "clock_gettime": 113, "clock_nanosleep": 115,
        "exit_group": 94, "getrandom": 278, "membarrier": 283,
    },
}  # fmt: skip
FOR_THREADS = {
    "x86_64": {"clone": 56, "set_robust_list": 273, "rseq": 334, "clone3": 435},
    "aarch64": {"clone": 220, "set_robust_list": 99, "rseq": 293, "clone3": 435},
}
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38
SECCOMP_MODE_FILTER = 2
LOAD, JUMP_IF_EQUAL, ANSWER = 0x20, 0x15, 0x06
NUMBER, ARCHITECTURE = 0, 4  # offsets in what the filter is shown
ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000


def lock(*, threads: bool = False) -> None:
    """Lock this thread and whatever it starts; `threads` leaves it able to start some. Raises OSError."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in CALLS:
        return
    allowed = sorted({*CALLS[machine].values(), *(FOR_THREADS[machine].values() if threads else ())})
    program = filter_for(ARCHITECTURES[machine], allowed)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HP", len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "The sandbox can't be locked.")


def filter_for(architecture: int, allowed: list[int]) -> bytes:
    """A program for the kernel: calls in `allowed` pass, others are denied, another architecture's end the process."""
    lines = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_IF_EQUAL, 1, 0, architecture),
        (ANSWER, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    for position, call in enumerate(allowed):
        lines.append((JUMP_IF_EQUAL, len(allowed) - position, 0, call))
    lines += [(ANSWER, 0, 0, DENY), (ANSWER, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
