/*
 * Runs a program in the place of this process: the command `underheap run` waits for the program as a shell would, and passes
 * on what a shell need not.
 *
 * Java has no way to do that. A process that it starts gets no descriptor but 0, 1 and 2, and arguments only as far as the
 * locale can spell them; and Java tells nobody who sent a signal.
 *
 * Signals. The program stays in the process group of this process, so the terminal's signals (Ctrl-C, Ctrl-\, Ctrl-Z, the end
 * of the terminal) reach it without our help, and to pass them on would send them twice. The kernel says which those are: the
 * ones that a process sent have a code that is not positive. Those are passed on, since whoever sent them knows only the
 * number of this process. What is ignored stays ignored, here and in the program.
 *
 * Races. A signal may come at any time, to any thread.
 *   Before the program is there: its number is noted, and the program gets it as soon as there is one.
 *   While the program ends: its process number stays its own until it is reaped, and it is reaped only when no handler is
 *   about to use the number.
 * The new process has the handlers of this one for a moment, and all signals blocked meanwhile; none gets into a handler.
 *
 * The functions are called through JNI and take only numbers, so that no header of a JDK is needed, and none of the method
 * handles that java.lang.foreign would make while the program waits to start.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum {
    HIGHEST_SIGNAL = 64,
    NO_PROGRAM_YET = 0,
    PROGRAM_ENDED = -1,
    SIGNALLED = 128, /* added to the number of the signal that ended a program, as shells do */
    OUT_TO_ERR = 1   /* a flag: what the program writes to its standard output goes to standard error */
};

static _Atomic pid_t program = NO_PROGRAM_YET;
static atomic_int senders;          /* handlers that may be using the number of the program */
static _Atomic uint64_t early;      /* signals that came before there was a program, one bit each */

static uint64_t bit(int signal) {
    return UINT64_C(1) << (signal - 1);
}

/* Those that other processes send on purpose. The rest tell of faults, of children, or of reading in the background. */
static int is_passed_on(int signal) {
    switch (signal) {
        case SIGKILL: case SIGSTOP: case SIGCHLD: case SIGPIPE: case SIGTTIN: case SIGTTOU:
        case SIGILL: case SIGTRAP: case SIGABRT: case SIGBUS: case SIGFPE: case SIGSEGV: case SIGSYS:
        case SIGXCPU: case SIGXFSZ:
            return 0;
        default:
            return 1;
    }
}

static void send(int signal) {
    atomic_fetch_add(&senders, 1);
    pid_t to = atomic_load(&program);
    if (to > 0) {
        kill(to, signal);
    } else if (to == NO_PROGRAM_YET) {
        atomic_fetch_or(&early, bit(signal));
        /* It may have begun meanwhile, and who started it may have looked already. */
        to = atomic_load(&program);
        if (to > 0 && (atomic_fetch_and(&early, ~bit(signal)) & bit(signal))) {
            kill(to, signal);
        }
    }
    atomic_fetch_sub(&senders, 1);
}

/* This process stops as it would have without a handler. While the handler runs, its signal waits until it is let in. */
static void stop(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    struct sigaction ours;
    sigset_t suspension, mask;
    sigemptyset(&suspension);
    sigaddset(&suspension, SIGTSTP);
    sigaction(SIGTSTP, &standard, &ours);
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &suspension, &mask);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &ours, NULL);
}

static void pass_on(int signal, siginfo_t *info, void *context) {
    (void) context;
    int saved = errno;
    if (info->si_code <= 0 && info->si_pid != getpid()) {
        send(signal);
    }
    if (signal == SIGTSTP) {
        stop();
    }
    errno = saved;
}

/* How a program begins. */
struct beginning {
    char **arguments;
    char **environment;
    uint64_t blocked;  /* signals, one bit each */
    uint64_t ignored;
    uint64_t ours;     /* those that this process has handlers for */
    int flags;
    int failure;       /* where the reason goes if the program cannot be run */
    pid_t parent;
    struct sigaction on_child;
};

/* In the new process, which has the memory of this one until it becomes the program: nothing here may change it. */
static _Noreturn void become(const struct beginning *how) {
    sigaction(SIGCHLD, &how->on_child, NULL);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        struct sigaction start = {.sa_handler = how->ignored & bit(signal) ? SIG_IGN : SIG_DFL};
        if ((how->ours | how->ignored) & bit(signal)) {
            sigaction(signal, &start, NULL);
        }
    }
    /* Should this process be killed, the program is asked to end. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != how->parent) {
        _exit(SIGNALLED + SIGTERM);
    }
    if (how->flags & OUT_TO_ERR) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    sigset_t mask;
    sigemptyset(&mask);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        if (how->blocked & bit(signal)) {
            sigaddset(&mask, signal);
        }
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    execve(how->arguments[0], how->arguments, how->environment);
    int why = errno;
    if (write(how->failure, &why, sizeof why) != sizeof why) {
        _exit(127);
    }
    _exit(127);
}

/*
 * By vfork: a fork would copy the page tables of a JVM, and each page that its threads touch afterwards; that is a tenth of the
 * time to the program's start. The calling thread goes on when the new process has become the program.
 */
static __attribute__((noinline)) pid_t begin(const struct beginning *how) {
    pid_t pid = vfork();
    if (pid == 0) {
        become(how);
    }
    return pid;
}

/* Waits for the end of the program; its code as a shell gives it. */
static int64_t wait_for(pid_t pid) {
    siginfo_t ended;
    while (waitid(P_PID, (id_t) pid, &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    atomic_store(&program, PROGRAM_ENDED);
    while (atomic_load(&senders) != 0) {
        usleep(1);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -errno;
        }
    }
    return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}

/*
 * Runs a program to its end.
 *
 * arguments, environment: addresses of arrays of strings that end with NULL; the first argument is the program's file
 * blocked, ignored: signals that the program blocks and ignores at its start, one bit each, as in /proc/PID/status; what this
 * process ignores at the call need not be among them
 *
 * The exit code, 128 + n after signal n; -errno if the program cannot be started. Only one program at a time, once in the
 * life of a process.
 */
EXPORT int64_t Java_io_github_underheap_cli_ChildLibrary_run(void *jni, void *type, int64_t arguments, int64_t environment,
                                                             int64_t blocked, int64_t ignored, int32_t flags) {
    (void) jni;
    (void) type;
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) {
        return -errno;
    }

    /* A parent that ignores the end of children would not learn their codes. */
    struct sigaction standard = {.sa_handler = SIG_DFL};
    struct sigaction on_child;
    sigaction(SIGCHLD, &standard, &on_child);

    struct sigaction before[HIGHEST_SIGNAL + 1];
    uint64_t ours = 0;
    /* While one is passed on, all others wait: however many come, and however different, they need no more stack than one. */
    struct sigaction passing = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    sigemptyset(&passing.sa_mask);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        if (is_passed_on(signal)) {
            sigaddset(&passing.sa_mask, signal); /* but for those of the C library, which refuses them */
        }
    }
    struct sigaction deaf = {.sa_handler = SIG_IGN};
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        const struct sigaction *here = (uint64_t) ignored & bit(signal) ? &deaf : &passing;
        if (is_passed_on(signal) && sigaction(signal, NULL, &before[signal]) == 0 &&
            before[signal].sa_handler != SIG_IGN && sigaction(signal, here, NULL) == 0) {
            ours |= bit(signal);
        }
    }

    const struct beginning how = {
        .arguments = (char **) (uintptr_t) arguments,
        .environment = (char **) (uintptr_t) environment,
        .blocked = (uint64_t) blocked,
        .ignored = (uint64_t) ignored,
        .ours = ours,
        .flags = flags,
        .failure = failure[1],
        .parent = getpid(),
        .on_child = on_child,
    };
    sigset_t all, mask;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &mask);
    pid_t pid = begin(&how);
    int64_t code = pid < 0 ? -errno : 0;
    close(failure[1]);
    if (pid > 0) {
        atomic_store(&program, pid);
        uint64_t came = atomic_exchange(&early, 0);
        for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
            if (came & bit(signal)) {
                kill(pid, signal);
            }
        }
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);

    if (pid > 0) {
        int why = 0;
        ssize_t got;
        do {
            got = read(failure[0], &why, sizeof why);
        } while (got < 0 && errno == EINTR);
        code = wait_for(pid);
        if (got == (ssize_t) sizeof why) {
            code = -why;
        }
    }
    close(failure[0]);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        if (ours & bit(signal)) {
            sigaction(signal, &before[signal], NULL);
        }
    }
    return code;
}

/* A descriptor of this process that the program does not get. */
EXPORT void Java_io_github_underheap_cli_ChildLibrary_closeInChild(void *jni, void *type, int32_t descriptor) {
    (void) jni;
    (void) type;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}
