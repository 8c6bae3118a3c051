/*
 * Tests of the part that runs a program: each forks a process that runs one, as the command line does, and looks at both from
 * outside. The program is this file again, in the role that its first argument names. Prints "ok <checks>" when all is well.
 *
 * The words that this is called with come before each program, which is how an emulator can run it all.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int watched_kill(pid_t, int);
static int watched_sigprocmask(int, const sigset_t *, sigset_t *);
#define kill watched_kill
#define sigprocmask watched_sigprocmask
#include "child.c"
#undef kill
#undef sigprocmask

#define run Java_io_github_underheap_cli_ChildLibrary_run
#define close_in_child Java_io_github_underheap_cli_ChildLibrary_closeInChild

#define CHECK(condition)                                                          \
    do {                                                                          \
        atomic_fetch_add(&shared->checks, 1);                                     \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: %s: not so: %s\n", __FILE__, __LINE__, test, #condition); \
            _exit(1);                                                             \
        }                                                                         \
    } while (0)

enum {
    REPORT = 60,  /* where a program writes what it sees */
    CONTROL = 61, /* a program ends when nobody can write here any more */
    STEPS = 62,   /* where the process that runs a program says how far it is */
    READY = 0xFF,
    ENDED_IN_ORDER = 7,
    SECONDS = 240,
    WORDS = 16
};

/* What the processes of a test have in common. */
static struct {
    int64_t code;     /* what the program's run gave */
    atomic_int sent;  /* signals that were passed on */
    atomic_int lost;  /* of those, signals for a number that was nobody's */
    atomic_int checks;
} *shared;

static const char *test; /* the one that runs */
static const char *self;
static char **before; /* the words before each program */
static int words_before;
static int step_when_masked;   /* whether to say that handlers are in place */
static int signal_when_masked; /* whether to send a signal to itself then */

/* A signal to a number that is no program of this process would be for a stranger; one to -1 for all there are. */
static int watched_kill(pid_t to, int signal) {
    atomic_fetch_add(&shared->sent, 1);
    if (to <= 1) {
        _exit(3);
    }
    int result = kill(to, signal);
    if (result != 0) {
        atomic_fetch_add(&shared->lost, 1);
    }
    return result;
}

static int watched_sigprocmask(int how, const sigset_t *set, sigset_t *old) {
    if (step_when_masked && old != NULL) {
        (void) !write(STEPS, "m", 1);
    }
    if (signal_when_masked && old != NULL) {
        signal_when_masked = 0;
        kill(getpid(), SIGUSR1);
    }
    return sigprocmask(how, set, old);
}

/* --- The programs --- */

/* Nobody reads any more when a test has failed. */
static void report_signal(int signal) {
    unsigned char number = (unsigned char) signal;
    if (write(REPORT, &number, 1) != 1) {
        _exit(97);
    }
}

static void report(const void *bytes, size_t size) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(REPORT, at, size);
        if (written < 0 && errno != EINTR) {
            _exit(97);
        } else if (written > 0) {
            at += written;
            size -= (size_t) written;
        }
    }
}

static void wait_for_end(void) {
    char byte;
    ssize_t got;
    do {
        got = read(CONTROL, &byte, 1);
    } while (got > 0 || (got < 0 && errno == EINTR));
}

static void ready(void) {
    unsigned char byte = READY;
    report(&byte, 1);
}

/* Tells of each signal. */
static void listen(void) {
    struct sigaction told = {.sa_handler = report_signal, .sa_flags = SA_RESTART};
    sigfillset(&told.sa_mask);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        if (is_passed_on(signal) || signal == SIGPIPE || signal == SIGCHLD || signal == SIGTTIN || signal == SIGTTOU ||
            signal == SIGXCPU || signal == SIGXFSZ) {
            sigaction(signal, &told, NULL);
        }
    }
}

static void tell_dispositions(void) {
    uint64_t found[3] = {0, 0, 0}; /* ignored, blocked, with a handler */
    sigset_t mask;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        struct sigaction action;
        if (sigaction(signal, NULL, &action) == 0) {
            found[0] |= action.sa_handler == SIG_IGN ? bit(signal) : 0;
            found[2] |= action.sa_handler != SIG_IGN && action.sa_handler != SIG_DFL ? bit(signal) : 0;
        }
        found[1] |= sigismember(&mask, signal) == 1 ? bit(signal) : 0;
    }
    report(found, sizeof found);
}

static void tell_descriptors(void) {
    unsigned char open[256];
    for (int i = 0; i < 256; i++) {
        int flags = fcntl(i, F_GETFD);
        open[i] = flags >= 0;
    }
    report(open, sizeof open);
}

static void tell_strings(char **strings) {
    for (; *strings != NULL; strings++) {
        report(*strings, strlen(*strings) + 1);
    }
}

static int play(const char *role, char **arguments, char **environment) {
    alarm(SECONDS);
    if (strcmp(role, "role:exit") == 0) {
        return atoi(arguments[0]);
    } else if (strcmp(role, "role:raise") == 0) {
        close(STDERR_FILENO); /* an emulator has something to say there */
        raise(atoi(arguments[0]));
        return 99;
    } else if (strcmp(role, "role:listen") == 0) {
        listen();
        ready();
        wait_for_end();
        return ENDED_IN_ORDER;
    } else if (strcmp(role, "role:wait") == 0) {
        ready();
        wait_for_end();
        return ENDED_IN_ORDER;
    } else if (strcmp(role, "role:dispositions") == 0) {
        tell_dispositions();
        return 0;
    } else if (strcmp(role, "role:descriptors") == 0) {
        tell_descriptors();
        return 0;
    } else if (strcmp(role, "role:strings") == 0) {
        tell_strings(arguments);
        tell_strings(environment);
        return 0;
    } else if (strcmp(role, "role:output") == 0) {
        return write(STDOUT_FILENO, "out", 3) == 3 && write(STDERR_FILENO, "err", 3) == 3 ? 0 : 1;
    } else if (strcmp(role, "role:group") == 0) {
        pid_t numbers[] = {getpgrp(), getsid(0), getppid()};
        report(numbers, sizeof numbers);
        return 0;
    }
    return 98;
}

/* --- The process that runs one --- */

struct plan {
    char *words[WORDS];       /* the program's role and arguments; NULL ends them */
    char **program;           /* instead: all its words */
    char **environment;
    uint64_t blocked, ignored;
    int flags;
    const char *terminal;     /* the one that it has for its own; NULL: the one of this process */
    void (*prepare)(void);    /* before it */
    void (*look)(void);       /* after it */
};

struct runner {
    pid_t pid;
    int report, control, steps;
};

static char *no_environment[] = {NULL};

static int64_t run_now(const struct plan *plan) {
    char *words[2 * WORDS + 2];
    int count = 0;
    for (int i = 0; i < words_before; i++) {
        words[count++] = before[i];
    }
    words[count++] = (char *) self;
    for (int i = 0; i < WORDS && plan->words[i] != NULL; i++) {
        words[count++] = plan->words[i];
    }
    words[count] = NULL;
    return run(NULL, NULL, (int64_t) (uintptr_t) (plan->program != NULL ? plan->program : words),
               (int64_t) (uintptr_t) (plan->environment != NULL ? plan->environment : no_environment),
               (int64_t) plan->blocked, (int64_t) plan->ignored, plan->flags);
}

static struct runner start(const struct plan *plan) {
    int reports[2], controls[2], steps[2];
    CHECK(pipe2(reports, O_CLOEXEC) == 0 && pipe2(controls, O_CLOEXEC) == 0 && pipe2(steps, O_CLOEXEC) == 0);
    shared->code = INT64_MIN;
    atomic_store(&shared->sent, 0);
    fflush(NULL);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (plan->terminal != NULL) {
            setsid();
            int tty = open(plan->terminal, O_RDWR | O_CLOEXEC);
            CHECK(tty >= 0 && ioctl(tty, TIOCSCTTY, 0) == 0);
        } else {
            setpgid(0, 0);
        }
        dup2(reports[1], REPORT);
        dup2(controls[0], CONTROL);
        dup3(steps[1], STEPS, O_CLOEXEC);
        for (int i = 3; i < REPORT; i++) {
            close(i);
        }
        if (plan->prepare != NULL) {
            plan->prepare();
        }
        shared->code = run_now(plan);
        if (plan->look != NULL) {
            plan->look();
        }
        _exit(0);
    }
    if (plan->terminal == NULL) {
        setpgid(pid, pid);
    }
    close(reports[1]);
    close(controls[0]);
    close(steps[1]);
    return (struct runner) {.pid = pid, .report = reports[0], .control = controls[1], .steps = steps[0]};
}

static void get(const struct runner *runner, void *bytes, size_t size) {
    char *at = bytes;
    while (size > 0) {
        ssize_t got = read(runner->report, at, size);
        CHECK(got > 0);
        at += got;
        size -= (size_t) got;
    }
}

static void expect(const struct runner *runner, int byte) {
    unsigned char got;
    get(runner, &got, 1);
    if (got != byte) {
        fprintf(stderr, "signal %d instead of %d\n", got, byte);
    }
    CHECK(got == byte);
}

/* The run's result; the program must have said nothing more. */
static int64_t finish(struct runner *runner) {
    close(runner->control);
    char more;
    CHECK(read(runner->report, &more, 1) == 0);
    int status;
    CHECK(waitpid(runner->pid, &status, 0) == runner->pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(atomic_load(&shared->lost) == 0);
    close(runner->report);
    close(runner->steps);
    return shared->code;
}

static int64_t result(const struct plan *plan) {
    struct runner runner = start(plan);
    return finish(&runner);
}

static int64_t result_of(char *role, int number) {
    char word[16];
    snprintf(word, sizeof word, "%d", number);
    return result(&(struct plan) {.words = {role, word}});
}

/* --- Tests --- */

static void exit_codes(void) {
    int codes[] = {0, 1, 2, 42, 126, 127, 128, 143, 255};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        CHECK(result_of("role:exit", codes[i]) == codes[i]);
    }
}

static void ends_by_signals(void) {
    int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGSEGV, SIGPIPE, SIGALRM, SIGTERM, SIGUSR2, SIGXCPU, SIGSYS, SIGRTMIN + 3};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
#ifdef UH_SANITIZED
        /* The sanitizer of the program reports these, and then exits. */
        if (signals[i] == SIGSEGV) {
            continue;
        }
#endif
        CHECK(result_of("role:raise", signals[i]) == 128 + signals[i]);
    }
}

static struct sigaction actions_before[HIGHEST_SIGNAL + 1];
static sigset_t mask_before;
static int next_descriptor;

static void count_nothing(int signal) {
    (void) signal;
}

static void remember(void) {
    struct sigaction own = {.sa_handler = count_nothing, .sa_flags = SA_RESTART};
    signal(SIGINT, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    sigaction(SIGTERM, &own, NULL);
    sigaction(SIGUSR1, &own, NULL);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        sigaction(signal, NULL, &actions_before[signal]);
    }
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    sigprocmask(SIG_SETMASK, NULL, &mask_before);
    next_descriptor = dup(0);
    close(next_descriptor);
}

/* What the process has afterwards is what it had before; SIGCHLD, which it has for good, is as it is by itself. */
static void nothing_changed(void) {
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        struct sigaction now;
        if (sigaction(signal, NULL, &now) == 0) {
            CHECK(now.sa_handler == (signal == SIGCHLD ? SIG_DFL : actions_before[signal].sa_handler));
        }
    }
    sigset_t mask;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        CHECK(sigismember(&mask, signal) == sigismember(&mask_before, signal));
    }
    int next = dup(0);
    CHECK(next == next_descriptor);
    close(next);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static void leaves_the_process_as_it_was(void) {
    CHECK(result(&(struct plan) {.words = {"role:exit", "5"}, .prepare = remember, .look = nothing_changed}) == 5);
}

static int64_t failure(char *file, char *argument, void (*prepare)(void)) {
    char *program[] = {file, argument, NULL};
    struct plan plan = {.program = program, .prepare = prepare, .look = prepare == remember ? nothing_changed : NULL};
    return result(&plan);
}

static void no_more_descriptors(void) {
    struct rlimit limit = {3, 3};
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void programs_that_cannot_be_run(void) {
    char folder[] = "/tmp/underheap-child-XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    char file[sizeof folder + 8];
    snprintf(file, sizeof file, "%s/text", folder);
    int text = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    CHECK(text >= 0 && write(text, "no program\n", 11) == 11 && close(text) == 0);

    CHECK(failure("/nowhere/at/all", NULL, remember) == -ENOENT);
    CHECK(failure(folder, NULL, remember) == -EACCES);
    CHECK(failure(file, NULL, remember) == -EACCES);
    CHECK(chmod(file, 0700) == 0);
    CHECK(failure(file, NULL, remember) == -ENOEXEC);
    CHECK(unlink(file) == 0 && rmdir(folder) == 0);

    size_t size = 200000; /* the kernel takes less in one string */
    char *huge = malloc(size + 1);
    memset(huge, 'x', size);
    huge[size] = 0;
    CHECK(failure((char *) self, huge, remember) == -E2BIG);
    free(huge);

    CHECK(failure((char *) self, NULL, no_more_descriptors) == -EMFILE);
}

static uint64_t seed = 88172645463325252u;

static uint64_t random_number(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Random bytes: a locale could spell few of them. */
static char *random_string(const char *start) {
    size_t length = random_number() % 40, first = strlen(start);
    char *string = malloc(first + length + 1);
    memcpy(string, start, first);
    for (size_t i = 0; i < length; i++) {
        string[first + i] = (char) (1 + random_number() % 255);
    }
    string[first + length] = 0;
    return string;
}

static void strings_byte_for_byte(void) {
    for (int round = 0; round < 20; round++) {
        struct plan plan = {.words = {"role:strings", "", "\xC3\xA9\xFF\x80 '\"\\\n", "-"}};
        int words = 4 + (int) (random_number() % (WORDS - 4));
        for (int i = 4; i < words; i++) {
            plan.words[i] = random_string("");
        }
        /* Also variables that come twice, have no name or no value, or are empty; an emulator puts them in order. */
        char *first = random_string("R1="), *second = random_string("R2=");
        char *all[] = {first, "A=1", "A=2", "=x", "NOVALUE", "E=", second, NULL}, *one[] = {first, NULL};
        char **variables = words_before == 0 ? all : one;
        int count = words_before == 0 ? 7 : 1;
        plan.environment = variables;

        struct runner runner = start(&plan);
        char *expected[] = {"", plan.words[2], "-"};
        for (int i = 0; i < words - 1 + count; i++) {
            const char *string = i < 3 ? expected[i] : i < words - 1 ? plan.words[i + 1] : variables[i - words + 1];
            char got[64];
            get(&runner, got, strlen(string) + 1);
            CHECK(memcmp(got, string, strlen(string) + 1) == 0);
        }
        CHECK(finish(&runner) == 0);
        for (int i = 4; i < words; i++) {
            free(plan.words[i]);
        }
        free(first);
        free(second);
    }
}

static void some_descriptors(void) {
    dup2(CONTROL, 70);
    dup2(CONTROL, 71);
    dup2(CONTROL, 72);
    dup3(CONTROL, 73, O_CLOEXEC);
    dup2(CONTROL, 200);
    close_in_child(NULL, NULL, 71);
    close_in_child(NULL, NULL, 99); /* is none, which is no harm */
}

static void descriptors(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:descriptors"}, .prepare = some_descriptors});
    unsigned char open[256];
    get(&runner, open, sizeof open);
    for (int i = 0; i < 256; i++) {
        int expected = i <= 2 || i == REPORT || i == CONTROL || i == 70 || i == 72 || i == 200;
        /* An emulator may have some of its own. */
        CHECK(open[i] == expected || (words_before > 0 && i > 2 && i < REPORT));
    }
    CHECK(finish(&runner) == 0);
}

static int output[2], errors[2];

static void own_output(void) {
    dup2(output[1], STDOUT_FILENO);
    dup2(errors[1], STDERR_FILENO);
}

static void standard_output(void) {
    for (int flags = 0; flags <= OUT_TO_ERR; flags++) {
        CHECK(pipe2(output, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0);
        /* Higher than what is closed on the way. */
        CHECK(dup3(output[1], 80, O_CLOEXEC) == 80 && dup3(errors[1], 81, O_CLOEXEC) == 81);
        close(output[1]);
        close(errors[1]);
        output[1] = 80;
        errors[1] = 81;
        CHECK(result(&(struct plan) {.words = {"role:output"}, .flags = flags, .prepare = own_output}) == 0);
        close(80);
        close(81);
        char got[8] = {0};
        CHECK(read(output[0], got, sizeof got) == (flags ? 0 : 3));
        CHECK(flags || memcmp(got, "out", 3) == 0);
        ssize_t size = read(errors[0], got, sizeof got);
        CHECK(flags ? size == 6 && memcmp(got, "outerr", 6) == 0 : size == 3 && memcmp(got, "err", 3) == 0);
        close(output[0]);
        close(errors[0]);
    }
}

static void same_group(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:group"}});
    pid_t numbers[3];
    get(&runner, numbers, sizeof numbers);
    CHECK(numbers[0] == runner.pid && numbers[1] == getsid(0) && numbers[2] == runner.pid);
    CHECK(finish(&runner) == 0);
}

/* SIGTSTP stops the one that runs the program; 32 and 33 belong to the C library; an emulator has no room for the last. */
static int is_tried(int signal) {
    return is_passed_on(signal) && signal != SIGTSTP && signal != 32 && signal != 33 && signal < HIGHEST_SIGNAL - 3;
}

/* Each signal that is passed on, once. */
static void signals_are_passed_on(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:listen"}});
    expect(&runner, READY);
    int passed = 0;
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        if (is_tried(signal)) {
            CHECK(kill(runner.pid, signal) == 0);
            expect(&runner, signal);
            passed++;
        }
    }
    CHECK(passed == 15 + 27 && atomic_load(&shared->sent) == passed);
    CHECK(finish(&runner) == ENDED_IN_ORDER);
}

/* Room for a few handlers of signals, and not for forty. */
static void with_little_room(void) {
    static char room[3 << 14];
    stack_t little = {.ss_sp = room, .ss_size = sizeof room};
    CHECK(sigaltstack(&little, NULL) == 0);
}

/* All at once, for they come while the process is stopped. None interrupts the handler of another. */
static void signals_at_once(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:listen"}, .prepare = with_little_room});
    expect(&runner, READY);
    CHECK(kill(runner.pid, SIGSTOP) == 0);
    int status;
    CHECK(waitpid(runner.pid, &status, WUNTRACED) == runner.pid && WIFSTOPPED(status));
    uint64_t sent = bit(SIGCONT), told = 0;
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        if (is_tried(signal) && signal != SIGCONT) {
            CHECK(kill(runner.pid, signal) == 0);
            sent |= bit(signal);
        }
    }
    CHECK(kill(runner.pid, SIGCONT) == 0);
    while (told != sent) {
        unsigned char signal;
        get(&runner, &signal, 1);
        CHECK((sent & bit(signal)) != 0 && (told & bit(signal)) == 0);
        told |= bit(signal);
    }
    CHECK(finish(&runner) == ENDED_IN_ORDER);
}

/* Without SA_RESTART, so that they also interrupt the wait. */
static void own_handlers(void) {
    struct sigaction own = {.sa_handler = count_nothing};
    int signals[] = {SIGPIPE, SIGTTIN, SIGTTOU, SIGXCPU, SIGXFSZ};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaction(signals[i], &own, NULL);
    }
}

static void other_signals_are_not(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:listen"}, .prepare = own_handlers});
    expect(&runner, READY);
    int signals[] = {SIGPIPE, SIGTTIN, SIGTTOU, SIGXCPU, SIGXFSZ, SIGCHLD};
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
            CHECK(kill(runner.pid, signals[i]) == 0);
        }
        /* Of several signals the lowest is delivered first, so this one is the last. */
        CHECK(kill(runner.pid, SIGPWR) == 0);
        expect(&runner, SIGPWR);
    }
    CHECK(atomic_load(&shared->sent) == 20);
    CHECK(finish(&runner) == ENDED_IN_ORDER);
}

static void signals_itself(void) {
    signal_when_masked = 1;
}

static void own_signals_are_not(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:wait"}, .prepare = signals_itself});
    expect(&runner, READY);
    CHECK(finish(&runner) == ENDED_IN_ORDER);
    CHECK(atomic_load(&shared->sent) == 0);
}

/* The terminal sends to the whole group, so the program has got these already. */
static void signals_of_the_terminal_are_not(void) {
    int keyboard = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(keyboard >= 0 && grantpt(keyboard) == 0 && unlockpt(keyboard) == 0);
    struct runner runner = start(&(struct plan) {.words = {"role:listen"}, .terminal = ptsname(keyboard)});
    expect(&runner, READY);
    for (int round = 0; round < 20; round++) {
        CHECK(write(keyboard, "\003", 1) == 1);
        expect(&runner, SIGINT);
        CHECK(write(keyboard, "\034", 1) == 1);
        expect(&runner, SIGQUIT);
        struct winsize size = {.ws_row = (unsigned short) (30 + round), .ws_col = 97};
        CHECK(ioctl(keyboard, TIOCSWINSZ, &size) == 0);
        expect(&runner, SIGWINCH);
    }
    CHECK(finish(&runner) == ENDED_IN_ORDER);
    CHECK(atomic_load(&shared->sent) == 0);
    close(keyboard);
}

static void ignore_two(void) {
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    struct sigaction own = {.sa_handler = count_nothing};
    sigaction(SIGHUP, &own, NULL);
}

static void what_is_ignored_stays_ignored(void) {
    struct plan plan = {.words = {"role:wait"}, .ignored = bit(SIGHUP), .prepare = ignore_two};
    struct runner runner = start(&plan);
    expect(&runner, READY);
    CHECK(kill(runner.pid, SIGINT) == 0 && kill(runner.pid, SIGQUIT) == 0 && kill(runner.pid, SIGHUP) == 0);
    CHECK(finish(&runner) == ENDED_IN_ORDER);
    CHECK(atomic_load(&shared->sent) == 0);
}

static uint64_t ignored_here, handled_here;

static void random_dispositions(void) {
    struct sigaction own = {.sa_handler = count_nothing};
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        struct sigaction ignored = {.sa_handler = SIG_IGN};
        if (ignored_here & bit(signal)) {
            sigaction(signal, &ignored, NULL);
        } else if (handled_here & bit(signal)) {
            sigaction(signal, &own, NULL);
        }
    }
}

/* Any signals ignored or handled here, and ignored or blocked there: the program begins as it was asked. */
static void begins_as_asked(void) {
    uint64_t tried = 0; /* those that no emulator and no sanitizer uses */
    for (int signal = 1; signal < HIGHEST_SIGNAL - 3; signal++) {
        if (signal != 32 && signal != 33 && (is_passed_on(signal) || signal == SIGPIPE || signal == SIGCHLD ||
            signal == SIGTTIN || signal == SIGTTOU || signal == SIGXCPU || signal == SIGXFSZ)) {
            tried |= bit(signal);
        }
    }
    for (int round = 0; round < 40; round++) {
        ignored_here = random_number() & random_number() & tried;
        handled_here = random_number() & tried & ~ignored_here;
        struct plan plan = {
            .words = {"role:dispositions"},
            .blocked = random_number() & tried,
            .ignored = random_number() & random_number() & (tried | bit(SIGKILL)),
            .prepare = random_dispositions,
        };
        struct runner runner = start(&plan);
        uint64_t found[3];
        get(&runner, found, sizeof found);
        CHECK((found[0] & tried) == ((ignored_here | plan.ignored) & tried));
        CHECK((found[1] & tried) == plan.blocked);
        CHECK((found[2] & tried) == 0);
        CHECK(finish(&runner) == 0);
    }
}

static void both_stop_and_go_on(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:wait"}});
    expect(&runner, READY);
    for (int round = 0; round < 5; round++) {
        CHECK(kill(runner.pid, SIGTSTP) == 0);
        int status;
        CHECK(waitpid(runner.pid, &status, WUNTRACED) == runner.pid);
        CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTSTP);
        CHECK(kill(runner.pid, SIGCONT) == 0);
        CHECK(waitpid(runner.pid, &status, WCONTINUED) == runner.pid);
        CHECK(WIFCONTINUED(status));
    }
    /* It would not come to its end if it had been left stopped. */
    CHECK(finish(&runner) == ENDED_IN_ORDER);
}

/* Stopped while the program ends: it learns the code afterwards. */
static void stopped_at_the_end(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:wait"}});
    expect(&runner, READY);
    CHECK(kill(runner.pid, SIGSTOP) == 0);
    int status;
    CHECK(waitpid(runner.pid, &status, WUNTRACED) == runner.pid && WIFSTOPPED(status));
    close(runner.control);
    runner.control = -1;
    CHECK(kill(runner.pid, SIGCONT) == 0);
    CHECK(finish(&runner) == ENDED_IN_ORDER);
}

static pid_t other_child;

static void have_another_child(void) {
    other_child = fork();
    if (other_child == 0) {
        _exit(33);
    }
}

static void other_child_is_still_there(void) {
    int status;
    CHECK(waitpid(other_child, &status, 0) == other_child && WIFEXITED(status) && WEXITSTATUS(status) == 33);
}

static void takes_no_other_child(void) {
    struct plan plan = {.words = {"role:exit", "9"}, .prepare = have_another_child, .look = other_child_is_still_there};
    CHECK(result(&plan) == 9);
}

static void the_program_outlives_nobody(void) {
    struct runner runner = start(&(struct plan) {.words = {"role:listen"}});
    expect(&runner, READY);
    CHECK(kill(runner.pid, SIGKILL) == 0);
    expect(&runner, SIGTERM);
    close(runner.control);
    /* It comes once for each thread, as they end one by one; an emulator has several. */
    char more;
    while (read(runner.report, &more, 1) == 1) {
        CHECK(more == SIGTERM);
    }
    CHECK(waitpid(runner.pid, NULL, 0) == runner.pid);
    close(runner.report);
    close(runner.steps);
}

static void too_early(void) {
    send(SIGTERM);
    CHECK(atomic_load(&shared->sent) == 0);
}

static void too_late(void) {
    send(SIGTERM);
    CHECK(atomic_load(&shared->sent) == 1);
}

static void signals_before_and_after(void) {
    struct plan plan = {.program = (char *[]) {"/bin/sleep", "60", NULL}, .prepare = too_early, .look = too_late};
    CHECK(result(&plan) == 128 + SIGTERM);
}

static _Noreturn void *idle(void *nothing) {
    (void) nothing;
    for (;;) {
        pause();
    }
}

/* As in a JVM, where any of many threads may get a signal; an emulator breaks down under so many for more than one thread. */
static void with_threads(void) {
    for (int i = 0; words_before == 0 && i < 3; i++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, idle, NULL) == 0);
    }
    step_when_masked = 1;
}

/* A signal at any moment of the program's beginning reaches it, and none is for anybody else. */
static void signals_while_it_begins(void) {
    for (int round = 0; round < (words_before == 0 ? 150 : 30); round++) {
        struct runner runner = start(&(struct plan) {.program = (char *[]) {"/bin/sleep", "60", NULL}, .prepare = with_threads});
        char step;
        CHECK(read(runner.steps, &step, 1) == 1);
        for (volatile uint64_t i = random_number() % 200000; i > 0; i--) {
        }
        CHECK(kill(runner.pid, SIGTERM) == 0);
        CHECK(finish(&runner) == 128 + SIGTERM);
        CHECK(atomic_load(&shared->sent) == 1);
    }
}

/* Signals without end while the program ends: none goes to a number that is no longer the program's. */
static void signals_while_it_ends(void) {
    for (int round = 0; round < (words_before == 0 ? 60 : 10); round++) {
        struct runner runner = start(&(struct plan) {.prepare = with_threads, .program = (char *[]) {"/bin/true", NULL}});
        char step;
        CHECK(read(runner.steps, &step, 1) == 1);
        siginfo_t ended = {0};
        /* SIGURG: nobody dies of it, neither the program nor who runs it once handlers are gone. */
        do {
            CHECK(kill(runner.pid, SIGURG) == 0);
            CHECK(waitid(P_PID, (id_t) runner.pid, &ended, WEXITED | WNOWAIT | WNOHANG) == 0);
        } while (ended.si_pid == 0);
        CHECK(finish(&runner) == 0);
    }
}

#define TEST(name) {#name, name}

static const struct {
    const char *name;
    void (*run_it)(void);
} tests[] = {
    TEST(exit_codes),
    TEST(ends_by_signals),
    TEST(leaves_the_process_as_it_was),
    TEST(programs_that_cannot_be_run),
    TEST(strings_byte_for_byte),
    TEST(descriptors),
    TEST(standard_output),
    TEST(same_group),
    TEST(signals_are_passed_on),
    TEST(signals_at_once),
    TEST(other_signals_are_not),
    TEST(own_signals_are_not),
    TEST(signals_of_the_terminal_are_not),
    TEST(what_is_ignored_stays_ignored),
    TEST(begins_as_asked),
    TEST(both_stop_and_go_on),
    TEST(stopped_at_the_end),
    TEST(takes_no_other_child),
    TEST(the_program_outlives_nobody),
    TEST(signals_before_and_after),
    TEST(signals_while_it_begins),
    TEST(signals_while_it_ends),
};

int main(int count, char **words, char **environment) {
    if (count > 1 && strncmp(words[1], "role:", 5) == 0) {
        /* Not by exit: there sanitizers look for leaks, for which they stop all threads by ptrace, which may wait for ever if the program
           is stopped and goes on. */
        _exit(play(words[1], words + 2, environment));
    }
    alarm(SECONDS);
    /* A shell may have had some ignored. */
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
        struct sigaction standard = {.sa_handler = SIG_DFL};
        struct sigaction now;
        if (sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN) {
            sigaction(signal, &standard, NULL);
        }
    }
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    /* Whoever runs this may have left some open. */
    for (int i = 3; i < 256; i++) {
        close(i);
    }
    self = realpath(words[0], NULL);
    before = words + 1;
    words_before = count - 1;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        test = tests[i].name;
        tests[i].run_it();
    }
    printf("ok %d\n", atomic_load(&shared->checks));
    return 0;
}
