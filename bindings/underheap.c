/*
 * The native walk. underheap.h says what each function is for.
 *
 * Key words. One word stands for one physical Java frame:
 *
 *   63 62 61                      32 31                       0
 *   +-----+-------------------------+-------------------------+
 *   | 0 0 | compile id              | pc - code_low           |  compiled: the id is never used again, a pc is
 *   | 1 0 | bytecode pointer (62 bits)                        |  interpreted: names method and bytecode index
 *   | 1 1 | Method* (62 bits)                                 |  native method in the interpreter
 *   +-----+---------------------------------------------------+
 *
 * Interpreted words name memory that may be used again, so a key that has one of them (outside the class data archive,
 * which is never freed) also carries a generation. Frames without Java meaning (stubs, entry frames) are stepped over.
 *
 * Keys. A key is: number of words, end, generation, words. The cache is an array of slots that point to entries in a
 * log. An entry never changes once a slot points to it, but for where its paths are. Its value is a row number, "never" (only
 * StackWalker can name this stack), or "more": walk to so many words and look again.
 *
 * Paths. A path is a key together with everything that a walk to it read, relative to where the walk began: see "paths".
 * Where it fits, nothing is walked; where none fits, the walk decides.
 *
 * Races. Any number of threads look up while any number learn. A learner takes its entry's bytes from the log with one
 * atomic addition, fills them, and only then publishes them by a release CAS of an empty slot; a reader that sees the
 * slot (acquire) sees the whole entry. Two learners of one key: the loser of the CAS finds the winner's entry and
 * leaves its own bytes unused. Slots are never emptied: a full cache is replaced as a whole by its owner, who keeps the
 * old one alive until no thread can be inside a call with it. Known frames are claimed by CAS, filled, and published by
 * a release store of their pc; then only the guess of their caller changes, a single word. Two threads may make the
 * same frame known twice, which wastes a place. A path takes its bytes like an entry, never changes once anything points to
 * it, and lives as long as the cache. What points to it are single words, written by a release store and read by an acquire
 * load, so a reader sees a whole path or none; and as a path is proven by the reader's own stack, any path may stand anywhere:
 * the worst that a racing store does is that there is a walk. Two threads may record the same path, which wastes its bytes. A
 * hit writes nothing that threads share, but for one in 64 of those at a second place. Drafts are claimed by CAS and belong to
 * one caller, which may be another thread by the time it learns (a virtual thread can move), so nothing of them is kept per
 * thread.
 *
 * Frozen frames. Where the stack ends in a return barrier, the frames below lie in stack chunks, objects of the Java heap. The thread is
 * the one that runs that continuation, and it is in this call, so nobody freezes or thaws meanwhile; and the collectors for which
 * chunks are read move objects only while no thread is in such a call. See "frozen frames".
 *
 * Reads. Each read is inside [sp, base) of the thread's own stack, or inside a code heap's committed bytes, its segment
 * map (which only grow, so what was inside once stays so), or the debug data of a compiled method that is on this stack.
 * Frozen frames are read within the part of a chunk that has some, once the chunk's header says that it is one.
 * Nothing else is ever read through a value found on the stack. A path holds distances instead of addresses of the stack, so
 * that one comparison with the stack's base covers all its reads, and addresses of code that the walk had read.
 */
#define _GNU_SOURCE
#include "underheap.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/*
 * glibc gave these functions a second version when it moved them into libc (2.32 and 2.34). The linker takes the newest one,
 * and the library would not load where glibc is older. The first one is still there, and on an old system it lies in libdl or
 * libpthread, which the build names for that reason.
 */
#if defined(__x86_64__)
#define FIRST_VERSION(function) __asm__(".symver " #function "," #function "@GLIBC_2.2.5")
#else
#define FIRST_VERSION(function) __asm__(".symver " #function "," #function "@GLIBC_2.17")
#endif
FIRST_VERSION(dlopen);
FIRST_VERSION(dlsym);
FIRST_VERSION(dlclose);
FIRST_VERSION(pthread_getattr_np);
FIRST_VERSION(pthread_attr_getstack);

/*
 * RAW reads the stack, the code cache and the exported tables. A sanitizer does not watch that: on a real stack there are places
 * that it forbids to touch. The unit tests have unreadable pages around all that may be read.
 */
#ifdef UH_SANITIZED
#define INLINE static inline
#define RAW static __attribute__((noinline, no_sanitize("address", "undefined")))
#else
#define INLINE static inline __attribute__((always_inline))
#define RAW INLINE
#endif

enum { WORD = 8, FREE_SEGMENT = 0xFF };

static const uint64_t TAG_BYTECODE = 1ull << 63;
static const uint64_t TAG_NATIVE = 3ull << 62;
static const uint64_t TAG_BITS = 3ull << 62;

/* Initial-exec: one load relative to the thread pointer, no call, no allocation on first use. */
static __thread uint64_t stack_low __attribute__((tls_model("initial-exec")));
static __thread uint64_t stack_base __attribute__((tls_model("initial-exec")));

/* Both, where a thread's bounds cannot be found: nothing is inside them. */
static const uint64_t NO_BOUNDS = ~0ull;

RAW uint64_t u64_at(uint64_t a) { return *(const uint64_t *)a; }
RAW uint32_t u32_at(uint64_t a) { return *(const uint32_t *)a; }
RAW int32_t i32_at(uint64_t a) { return *(const int32_t *)a; }
RAW uint8_t u8_at(uint64_t a) { return *(const uint8_t *)a; }
INLINE uint64_t seen(const uint64_t *p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
INLINE void see(uint64_t *p, uint64_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }

/* Whether `bytes` bytes at an aligned address lie in [sp, base). Written so that nothing can wrap around. */
INLINE int in_stack(uint64_t at, uint64_t bytes, uint64_t sp, uint64_t base) {
    return at >= sp && at <= base - bytes && (at & (WORD - 1)) == 0;
}

/* ---- code cache ---- */

/* The code heap grew, or pc is in none. The ends only rise, so racing refreshes agree or lag, and lag is only a miss. */
static __attribute__((noinline)) void look_again(uh_heap *h) {
    see(&h->map_size, u64_at(h->map_high_at) - h->map_low);
    see(&h->high, u64_at(h->high_at));
}

/* The code heap whose committed bytes hold pc, or 0. */
INLINE uh_heap *heap_of(const uh_vm *vm, uint64_t pc) {
    for (uint32_t i = 0; i < vm->heap_count; i++) {
        uh_heap *h = (uh_heap *)(vm + 1) + i;
        if (pc < h->low) continue;
        if (pc < seen(&h->high)) return h;
        if (pc >= u64_at(h->high_at)) continue;
        look_again(h);
        return h;
    }
    return 0;
}

/* The CodeBlob whose block holds a pc of this heap, or 0. Everything up to blob + blob_bytes may be read. */
INLINE uint64_t blob_in(const uh_vm *vm, uh_heap *h, uint64_t pc) {
    uint64_t segment = (pc - h->low) >> h->segment_shift;
    if (UNLIKELY(segment >= seen(&h->map_size))) {
        look_again(h);
        if (segment >= seen(&h->map_size)) return 0;
    }
    /* Each byte says how many segments to go back; 0 is the block's first segment. */
    uint8_t back = u8_at(h->map_low + segment);
    while (back != 0) {
        if (UNLIKELY(back == FREE_SEGMENT || back > segment)) return 0;
        segment -= back;
        back = u8_at(h->map_low + segment);
    }
    uint64_t block = h->low + (segment << h->segment_shift);
    uint64_t blob = block + vm->block_header;
    if (UNLIKELY(blob + vm->blob_bytes > seen(&h->high))) return 0;
    return u8_at(block + vm->block_used) ? blob : 0;
}

INLINE uint64_t blob_of(const uh_vm *vm, uint64_t pc) {
    uh_heap *h = heap_of(vm, pc);
    return h ? blob_in(vm, h, pc) : 0;
}

/*
 * Where the segment map tells of the first segment of the blob that holds pc, and the hops that lead from there to pc, the first of
 * them in the lowest byte; 0 when there are more than fit. Very large methods need several, and so do small ones in a place where
 * blocks were freed: free blocks that are joined, and what is put into them, keep the bytes of before.
 */
static uint64_t way_back(const uh_vm *vm, const uh_heap *h, uint64_t pc, uint64_t blob, uint64_t *hops) {
    uint64_t first = (blob - vm->block_header - h->low) >> h->segment_shift, segment = (pc - h->low) >> h->segment_shift;
    *hops = 0;
    while (segment != first) {
        uint8_t back = u8_at(h->map_low + segment);
        if (*hops >> (64 - 8) || back == 0 || back == FREE_SEGMENT || back > segment - first) return 0;
        *hops = *hops << 8 | back;
        segment -= back;
    }
    return h->map_low + first;
}

/* The block of enterSpecial. It is made when the first virtual thread runs, so what this returns changes once. */
INLINE uint64_t continuation_blob(const uh_vm *vm) {
    uint64_t pc = u64_at(vm->continuation_return_at);
    if (UNLIKELY(pc != __atomic_load_n(&vm->continuation_return, __ATOMIC_ACQUIRE))) {
        uh_vm *known = (uh_vm *)vm;
        see(&known->continuation_blob, blob_of(vm, pc));
        __atomic_store_n(&known->continuation_return, pc, __ATOMIC_RELEASE);
    }
    return seen(&vm->continuation_blob);
}

/* ---- known frames ---- */

/*
 * A compiled frame that was part of an unknown stack, and what the look-up of its pc found then. A walk that looks up
 * every frame waits for four loads in a row before it knows where the next one is. A known frame also names the known
 * frame that was its caller when a stack was last learned: where that guess is right, the processor reads many frames at
 * once.
 */
typedef struct {
    uint64_t pc;      /* set last; 0: empty */
    uint64_t blob;
    uint64_t map_at;  /* where the segment map tells of the block's first segment */
    uint64_t hops;    /* from there to the segment of pc */
    uint64_t word;
    uint64_t bytes;   /* the frame's size */
    uint64_t caller;  /* address of the caller's known frame, or 0; may change */
    uint64_t claimed; /* 1: some thread fills this */
} known_frame;

enum {
    KNOWN_TRIES = 4,
    KNOWN_WORDS = 32 /* of a stack; most keys are shorter */
};

/*
 * Whether what is known of a frame is still true. Code goes away and other code takes its place, but pc was found on this
 * thread's stack, so it lies in a block in use that cannot change meanwhile. The map's byte of pc's segment belongs to that
 * block, so the hop that it tells stays inside, and so do the next ones; only the first segment of a block in use has a 0 there;
 * so the block still starts where it did. A method's compile id is never used again. All that decides is read from the block or
 * its part of the map. Code heaps never give memory back, so the addresses can be read whatever became of them.
 */
INLINE int still_known(const uh_vm *vm, const known_frame *k) {
    uint64_t at = k->map_at, wrong = u8_at(at);
    for (uint64_t hops = k->hops; hops; hops >>= 8) {
        at += hops & 0xFF;
        wrong |= u8_at(at) ^ (hops & 0xFF);
    }
    return !wrong && u8_at(k->blob + vm->blob_kind) == vm->kind_nmethod
        && u32_at(k->blob + vm->nmethod_compile_id) == k->word >> 32;
}

/* The place of the try-th search for pc. */
INLINE known_frame *known_at(const uh_cache *c, uint64_t pc, uint64_t try) {
    return (known_frame *)c->known + (((pc ^ pc >> 12) + try) & c->known_mask);
}

INLINE known_frame *known_of(const uh_vm *vm, const uh_cache *c, uint64_t pc) {
    for (uint64_t try = 0; try < KNOWN_TRIES; try++) {
        known_frame *k = known_at(c, pc, try);
        uint64_t at = __atomic_load_n(&k->pc, __ATOMIC_ACQUIRE);
        if (at == 0) return 0;
        if (at == pc && still_known(vm, k)) return k;
    }
    return 0;
}

/*
 * Remembers the frame of a compiled key word that is on the caller's stack. Returns 0 when there is no room, or when too
 * many hops lead from pc to the block's start.
 */
static known_frame *remember(const uh_vm *vm, uh_cache *c, uint64_t word) {
    uint64_t pc = vm->code_low + (uint32_t)word;
    known_frame *k = known_of(vm, c, pc);
    if (k) return k;
    uh_heap *h = heap_of(vm, pc);
    uint64_t blob = h ? blob_in(vm, h, pc) : 0;
    int32_t frame_words = blob ? i32_at(blob + vm->blob_frame_size) : 0;
    if (frame_words < 2) return 0;
    uint64_t hops, map_at = way_back(vm, h, pc, blob, &hops);
    if (!map_at) return 0;
    for (uint64_t try = 0; try < KNOWN_TRIES; try++) {
        k = known_at(c, pc, try);
        uint64_t unclaimed = 0;
        if (!__atomic_compare_exchange_n(&k->claimed, &unclaimed, 1, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) continue;
        k->blob = blob;
        k->map_at = map_at;
        k->hops = hops;
        k->word = word;
        k->bytes = (uint64_t)frame_words * WORD;
        __atomic_store_n(&k->pc, pc, __ATOMIC_RELEASE);
        return k;
    }
    return 0;
}

/* ---- paths ---- */

/*
 * A path is what a walk to a key read: which word lay at which distance from where it began, and what the code blocks were.
 * Where all of that is so again, a walk would take the same steps, by induction: it begins at distance 0, and where all that
 * told where the next frame is tells the same, the next frame is at the same distance. So a path that fits stands for the walk,
 * to the same words and the same end, and no hash or key needs to be looked at. The comparisons do not depend on one another,
 * so the processor does many at once, where a walk waits for each frame to tell where the next one is.
 *
 *   origin            frame[0]                  frame[1]          word[0]                (higher addresses)
 *   +------+------+------------------+------+----------------+------+-----------+------+
 *   |  fp  |  pc  |                  |  pc  |                |  pc  |           |  bcp |
 *   +------+------+------------------+------+----------------+------+-----------+------+
 *   |<-at->|                         |
 *   |<------------- at ------------->|
 *
 * Frames are those whose pc lies in a block that may go away: compiled ones and stubs. still_known says why the facts of a
 * block prove what it is. Only a compiled method has an id; of another block the fact is what the walk read of it: the size of
 * its frame, or where an upcall keeps its anchor. Words are all others that decided something: pcs of the interpreter and the
 * call stub, which never move, bytecode pointers and empty anchors (absolute), and pointers into the stack (relative to the
 * origin, so that the same frames at another depth are the same path). The generation is that of the key.
 *
 * A frame stands once for each hop from its block's start to its pc, with the place that the hop leads back to.
 *
 * A compiled frame whose sp is only a bound is stepped by its frame pointer, which then stands among the words.
 *
 * No path: a deoptimised frame, whose pc is not its own; more than there is room for.
 */
typedef union {
    struct {
        uint32_t at;      /* bytes from the origin to the frame's pc */
        uint32_t pc;      /* this and the other two: from code_low */
        uint32_t blob;
        uint32_t fact_at;
        uint64_t map_at;  /* where the segment map tells of the segment that the hop leads back to */
        uint32_t fact;    /* compile id, frame size or place of the anchor */
        uint8_t hop;
        uint8_t then;     /* what the map tells of that segment: the next hop, or 0 at the block's start */
        uint8_t kind;
        uint8_t unused;   /* 0 */
    };
    /* The same for those who compare: what limits them is how much is loaded, so they load it in one piece. */
    uint64_t word[4];
} path_frame;

typedef struct {
    uint64_t word;
    uint32_t at;       /* bytes from the origin */
    uint32_t relative; /* 1: minus the origin */
} path_word;

typedef struct {
    uint64_t generation;
    uint64_t generation_at; /* where it is told; where it stands here, when the key has none */
    uint32_t reach;         /* bytes from the origin that the walk needed */
    int32_t row;
    uint32_t next;          /* another path of the same key, like entry.path; 0: none */
    uint16_t frames;
    uint16_t words;
    path_frame frame[];     /* then the path_words */
} path;

enum { PATH_FRAMES = 64, PATH_WORDS = 160, PATH_ALIGNED = 64 };

/* What a walk notes for a path. */
typedef struct {
    uint64_t origin;
    uint64_t pc_at, fp_at; /* where the walk's pc and fp were read */
    uint64_t reach;
    uint32_t frames, words;
    uint32_t refused; /* 1: this walk makes no path */
    path_frame frame[PATH_FRAMES];
    path_word word[PATH_WORDS];
} recorder;

INLINE void begin_recording(recorder *r, uint64_t origin) {
    r->origin = origin;
    r->pc_at = origin + WORD;
    r->fp_at = origin;
    r->reach = r->frames = r->words = r->refused = 0;
}

/* The walk needs the stack up to here. */
INLINE void reach(recorder *r, uint64_t end) {
    if (r && end - r->origin > r->reach) r->reach = end - r->origin;
}

static void note_word(recorder *r, uint64_t at, uint64_t word, uint32_t relative) {
    uint64_t distance = at - r->origin;
    if (r->words == PATH_WORDS || distance > UINT32_MAX) {
        r->refused = 1;
        return;
    }
    r->word[r->words++] = (path_word){relative ? word - r->origin : word, (uint32_t)distance, relative};
    reach(r, at + WORD);
}

/* The walk stands in this block and read a fact of it. */
static void note_block(recorder *r, const uh_vm *vm, uint64_t pc, uint64_t blob, uint32_t kind, int32_t fact) {
    const uh_heap *h = heap_of(vm, pc);
    uint64_t at = r->pc_at - r->origin, hops = 0, map_at = h ? way_back(vm, h, pc, blob, &hops) : 0;
    uint64_t fact_at = blob + (uint64_t)(int64_t)fact - vm->code_low;
    if (!map_at || at > UINT32_MAX || pc - vm->code_low > UINT32_MAX || blob - vm->code_low > UINT32_MAX || fact_at > UINT32_MAX) {
        r->refused = 1;
        return;
    }
    uint8_t then = 0;
    do {
        if (r->frames == PATH_FRAMES) {
            r->refused = 1;
            return;
        }
        path_frame *f = &r->frame[r->frames++];
        *f = (path_frame){.word = {0}};
        f->at = (uint32_t)at;
        f->pc = (uint32_t)(pc - vm->code_low);
        f->blob = (uint32_t)(blob - vm->code_low);
        f->map_at = map_at;
        f->fact_at = (uint32_t)fact_at;
        f->fact = u32_at(blob + (uint64_t)(int64_t)fact);
        f->hop = (uint8_t)hops;
        f->then = then;
        f->kind = (uint8_t)kind;
        map_at += f->hop;
        then = f->hop;
        hops >>= 8;
    } while (hops);
    reach(r, r->pc_at + WORD);
}

/* The walk read this word of the stack. Nothing, like the next ones, in a walk that is not recorded. */
INLINE void saw(recorder *r, uint64_t at, uint64_t word) {
    if (r) note_word(r, at, word, 0);
}

/* The walk read this pointer into the stack. */
INLINE void saw_place(recorder *r, uint64_t at, uint64_t place) {
    if (r) note_word(r, at, place, 1);
}

INLINE void saw_block(recorder *r, const uh_vm *vm, uint64_t pc, uint64_t blob, uint32_t kind, int32_t fact) {
    if (r) note_block(r, vm, pc, blob, kind, fact);
}

/* The next frame's pc and fp were read here. */
INLINE void came_from(recorder *r, uint64_t pc_at, uint64_t fp_at) {
    if (r) r->pc_at = pc_at, r->fp_at = fp_at;
}

/* ---- the walk ---- */

typedef struct {
    uint64_t pc, sp, fp, base;
    uint64_t continuation;
    uint64_t hash;
    uint32_t n, end, steps;
    uint32_t first_interpreted;
    uint32_t exact;   /* sp is this frame's own, and no mere bound: all but compiled frames with a pointer need it */
    uint32_t chained; /* fp is this frame's own frame pointer, so compiled frames may be stepped by it */
    const known_frame *guess; /* what this frame probably is; 0: no idea, or sp is not exact */
    uint64_t found;   /* address of the entry that ended the look-up */
    uint64_t thread;  /* JavaThread; 0: not known, and frozen frames are not read */
    uint64_t chunk;   /* the stack chunk that the walk is in; 0: on the stack */
    uint64_t chunk_end;      /* of its frames */
    uint64_t unextended_sp;  /* in a chunk: sp before an interpreted callee moved it */
    uint64_t word[UH_MAX_WORDS];
} walk;

INLINE uint64_t mixed(uint64_t h, uint64_t word) {
    h = (h ^ word) * 0x9E3779B97F4A7C15ull;
    return h ^ (h >> 32);
}

INLINE void begin(const uh_vm *vm, walk *w, uint64_t pc, uint64_t sp, uint64_t fp, uint64_t base) {
    w->pc = pc;
    w->sp = sp;
    w->fp = fp;
    w->base = base;
    w->continuation = continuation_blob(vm);
    w->hash = 0;
    w->n = w->end = w->steps = 0;
    w->first_interpreted = UH_MAX_WORDS;
    w->exact = 1;
    w->chained = vm->by_frame_pointer;
    w->guess = 0;
    w->found = 0;
    w->thread = w->chunk = 0;
}

/* The start of a walk: the Java frame that called the downcall stub with this frame pointer. */
INLINE void begin_at(const uh_vm *vm, walk *w, uint64_t origin, uint64_t base) {
    begin(vm, w, u64_at(origin + WORD), origin + 2 * WORD, u64_at(origin), base);
}

/* Goes on from a frame anchor: the last Java frame before native code. Returns 0 when it would leave the stack. */
INLINE uint32_t from_anchor(const uh_vm *vm, uint64_t anchor, uint64_t last_sp, walk *w, uint64_t sp, recorder *r) {
    if (last_sp == sp || !in_stack(last_sp, WORD, sp, w->base)) return 0;
    uint64_t pc = u64_at(anchor + vm->anchor_pc);
    if (!pc) saw(r, anchor + vm->anchor_pc, 0);
    came_from(r, pc ? anchor + vm->anchor_pc : last_sp - WORD, anchor + vm->anchor_fp);
    reach(r, last_sp + WORD);
    w->pc = pc ? pc : u64_at(last_sp - WORD);
    w->fp = u64_at(anchor + vm->anchor_fp);
    w->sp = last_sp;
    return 1;
}

static __attribute__((noinline)) int enter_chunks(const uh_vm *vm, walk *w);
static __attribute__((noinline)) void advance_frozen(const uh_vm *vm, const uh_cache *c, walk *w, uint32_t words);

/* Whether a pc is one of the handlers to which deoptimised frames of its method return. */
INLINE int is_deoptimised(const uh_vm *vm, uint64_t blob, uint64_t pc) {
    uint64_t offset = pc - blob;
    return offset == (uint64_t)(int64_t)i32_at(blob + vm->nmethod_deopt_handler)
        || offset == (uint64_t)(int64_t)i32_at(blob + vm->nmethod_deopt_mh_handler);
}

/* Exchanges the pc of a deoptimised frame for its call site, which was kept in the frame. UH_CUT, or why that cannot be done. */
INLINE uint32_t original_pc(const uh_vm *vm, uint64_t blob, uint64_t frame, uint64_t low, uint64_t high, uint64_t *pc) {
    uint64_t slot = frame + (uint64_t)(int64_t)i32_at(blob + vm->nmethod_orig_pc);
    if (!in_stack(slot, WORD, low, high)) return UH_OFF_STACK;
    *pc = u64_at(slot);
    return *pc - blob < (uint64_t)u32_at(blob + vm->blob_size) ? UH_CUT : UH_NO_CODE;
}

/*
 * Walks on until w->n == words or w->end says why not. A walk that is recorded uses nothing that is known of frames, and steps
 * through compiled ones by their size, as known ones are stepped, unless sp is only a bound.
 */
INLINE void advance(const uh_vm *vm, const uh_cache *c, walk *w, uint32_t words, recorder *r) {
    if (UNLIKELY(w->chunk)) {
        advance_frozen(vm, c, w, words);
        return;
    }
    const uint32_t by_pointer = vm->by_frame_pointer;
    uint64_t pc = w->pc, sp = w->sp, fp = w->fp, hash = w->hash;
    const uint64_t base = w->base;
    uint32_t n = w->n, end = UH_CUT, steps = w->steps, chained = w->chained, exact = w->exact;
    const known_frame *guess = w->guess;
    while (n < words) {
        if (UNLIKELY(++steps > UH_MAX_STEPS)) {
            end = UH_TOO_LONG;
            break;
        }
        uint64_t word, next;
        const known_frame *known = guess && guess->pc == pc && still_known(vm, guess) ? guess : 0;
        guess = 0;
        if (!known && pc - vm->interpreter_low < vm->interpreter_size) {
            /* Every slot of the frame that is read lies between sp and base. */
            if (UNLIKELY(!in_stack(fp, 2 * WORD, sp, base) || fp + vm->interpreter_lowest < sp)) {
                end = UH_OFF_STACK;
                break;
            }
            if (UNLIKELY(!vm->interpreter_bcp)) {
                end = UH_NO_BYTECODE;
                break;
            }
            word = u64_at(fp + vm->interpreter_bcp);
            if (r) saw(r, r->pc_at, pc), saw_place(r, r->fp_at, fp);
            saw(r, fp + vm->interpreter_bcp, word);
            uint64_t tag = TAG_BYTECODE;
            if (word == 0) {
                tag = TAG_NATIVE;
                if (vm->interpreter_method) {
                    word = u64_at(fp + vm->interpreter_method);
                    saw(r, fp + vm->interpreter_method, word);
                }
            }
            if (UNLIKELY(word == 0 || (word & TAG_BITS))) {
                end = UH_NO_BYTECODE;
                break;
            }
            if (word - vm->shared_low >= vm->shared_size && n < w->first_interpreted) {
                if (!vm->generation_at) {
                    end = UH_NO_GENERATION;
                    break;
                }
                w->first_interpreted = n;
            }
            word |= tag;
            /* A compiled caller's sp must be exact; an interpreted one's may lie inside this frame on some machines, and
               there the end of this frame does as well, because only bounds depend on it. */
            next = vm->interpreter_sender_sp ? u64_at(fp + vm->interpreter_sender_sp) : 0;
            if (vm->interpreter_sender_sp) saw_place(r, fp + vm->interpreter_sender_sp, next);
            came_from(r, fp + WORD, fp);
            exact = next >= fp + 2 * WORD;
            if (!exact) next = fp + 2 * WORD;
            pc = u64_at(fp + WORD);
            fp = u64_at(fp);
            chained = by_pointer;
        } else if (!known && UNLIKELY(pc == vm->call_stub_return)) {
            if (!in_stack(fp, WORD, sp, base) || fp + vm->entry_wrapper < sp) {
                end = UH_OFF_STACK;
                break;
            }
            uint64_t wrapper = u64_at(fp + vm->entry_wrapper);
            uint64_t anchor = wrapper + vm->wrapper_anchor;
            if (!in_stack(wrapper, WORD, sp, base) || !in_stack(anchor, 3 * WORD, sp, base)) {
                end = UH_OFF_STACK;
                break;
            }
            uint64_t last_sp = u64_at(anchor + vm->anchor_sp);
            if (r) saw(r, r->pc_at, pc), saw_place(r, r->fp_at, fp);
            saw_place(r, fp + vm->entry_wrapper, wrapper);
            reach(r, fp + WORD);
            reach(r, anchor + 3 * WORD);
            if (last_sp == 0) {
                saw(r, anchor + vm->anchor_sp, 0);
                end = UH_BOTTOM_CALL;
                break;
            }
            saw_place(r, anchor + vm->anchor_sp, last_sp);
            if (!from_anchor(vm, anchor, last_sp, w, sp, r)) {
                end = UH_NOT_RISING;
                break;
            }
            pc = w->pc, sp = w->sp, fp = w->fp, chained = 0, exact = 1;
            continue;
        } else if (known || (!r && exact && (known = known_of(vm, c, pc)))) {
            next = sp + known->bytes;
            if (UNLIKELY(next > base)) {
                end = UH_OFF_STACK;
                break;
            }
            word = known->word;
            guess = (const known_frame *)__atomic_load_n(&known->caller, __ATOMIC_ACQUIRE);
            pc = u64_at(next - WORD);
            fp = u64_at(next - 2 * WORD);
            chained = by_pointer;
        } else {
            uint64_t blob = blob_of(vm, pc);
            if (UNLIKELY(!blob)) {
                end = UH_NO_CODE;
                break;
            }
            int32_t frame_words = i32_at(blob + vm->blob_frame_size);
            uint32_t kind = u8_at(blob + vm->blob_kind);
            word = 0;
            if (UNLIKELY(!exact && !(kind == vm->kind_nmethod && chained))) {
                end = UH_NO_FRAME_SIZE;
                break;
            }
            if (kind == vm->kind_nmethod) {
                saw_block(r, vm, pc, blob, kind, vm->nmethod_compile_id);
                if (UNLIKELY(blob == w->continuation)) {
                    end = UH_BOTTOM_CONTINUATION;
                    break;
                }
                if (UNLIKELY(is_deoptimised(vm, blob, pc))) {
                    if (r) r->refused = 1;
                    /* With frame pointers sp may be only a bound (see walk.exact), but fp is two words below the frame's end. */
                    uint64_t frame = chained ? fp + 2 * WORD - (uint64_t)frame_words * WORD : sp;
                    end = original_pc(vm, blob, frame, sp, base, &pc);
                    if (end != UH_CUT) break;
                }
                word = (uint64_t)u32_at(blob + vm->nmethod_compile_id) << 32 | (uint32_t)(pc - vm->code_low);
                if (UNLIKELY(word & TAG_BITS)) {
                    end = UH_NO_CODE;
                    break;
                }
            } else if (kind == vm->kind_upcall) {
                uint64_t anchor = sp + (uint64_t)(int64_t)i32_at(blob + vm->upcall_frame_data) + vm->upcall_anchor;
                if (!in_stack(anchor, 3 * WORD, sp, base)) {
                    end = UH_OFF_STACK;
                    break;
                }
                uint64_t last_sp = u64_at(anchor + vm->anchor_sp);
                saw_block(r, vm, pc, blob, kind, vm->upcall_frame_data);
                reach(r, anchor + 3 * WORD);
                if (last_sp == 0) {
                    saw(r, anchor + vm->anchor_sp, 0);
                    end = UH_BOTTOM_UPCALL;
                    break;
                }
                saw_place(r, anchor + vm->anchor_sp, last_sp);
                if (!from_anchor(vm, anchor, last_sp, w, sp, r)) {
                    end = UH_NOT_RISING;
                    break;
                }
                pc = w->pc, sp = w->sp, fp = w->fp, chained = 0;
                continue;
            } else {
                saw_block(r, vm, pc, blob, kind, vm->blob_frame_size);
            }
            if (UNLIKELY(frame_words < 2)) {
                end = pc == __atomic_load_n(&vm->barrier, __ATOMIC_ACQUIRE) ? UH_BARRIER : UH_NO_FRAME_SIZE;
                break;
            }
            if (chained & (word != 0) & (!r | !exact)) {
                if (UNLIKELY(!in_stack(fp, 2 * WORD, sp, base))) {
                    end = UH_OFF_STACK;
                    break;
                }
                if (r) saw_place(r, r->fp_at, fp);
                next = fp + 2 * WORD;
            } else {
                next = sp + (uint64_t)(uint32_t)frame_words * WORD;
                chained = by_pointer;
            }
            if (UNLIKELY(next > base)) {
                end = UH_OFF_STACK;
                break;
            }
            came_from(r, next - WORD, next - 2 * WORD);
            pc = u64_at(next - WORD);
            fp = u64_at(next - 2 * WORD);
            exact = 1;
        }
        if (UNLIKELY(next == sp || !in_stack(next, WORD, sp, base))) {
            end = next <= sp ? UH_NOT_RISING : UH_OFF_STACK;
            break;
        }
        reach(r, next + WORD);
        sp = next;
        if (word) {
            w->word[n++] = word;
            hash = mixed(hash, word);
        }
    }
    w->pc = pc, w->sp = sp, w->fp = fp, w->hash = hash;
    w->n = n, w->end = end, w->steps = steps, w->chained = chained, w->exact = exact;
    w->guess = guess;
    if (UNLIKELY(end == UH_BARRIER) && !r && enter_chunks(vm, w)) advance_frozen(vm, c, w, words);
}

/* ---- frozen frames ---- */

/*
 * A chunk's words are a piece of a stack: from sp on there are frames, innermost first, as they lie on a stack, but that pointers into it
 * are distances, in words; bottom is the end of the frames, and arguments of the last one may lie beyond it, up to size.
 *
 *   chunk                       stack                sp                            bottom          size
 *   +--------+-----------------+--------------------+------+-----------------------+---------------+
 *   | header | parent size sp… |                    | pc-> | frames                | arguments     |
 *   +--------+-----------------+--------------------+------+-----------------------+---------------+
 *
 * The pc of the first frame is the word before sp. What is frozen of one continuation may lie in several chunks, of which each is the parent
 * of an inner one, and empty ones may lie between.
 */
enum { MOST_CHUNKS = 64, ENTRY_DISTANCE = 256 * WORD };

INLINE uint64_t oop_at(const uh_chunks *k, uint64_t at) {
    if (!k->oops_are_narrow) return u64_at(at);
    uint64_t narrow = u32_at(at);
    return narrow ? k->oop_base + (narrow << k->oop_shift) : 0;
}

/* The innermost continuation of a thread; 0: none. */
static uint64_t continuation_of(const uh_chunks *k, uint64_t thread) {
    uint64_t handle = u64_at(thread + (uint64_t)(int64_t)k->thread_object);
    uint64_t object = handle ? u64_at(handle) : 0;
    if (!object || (object & (WORD - 1))) return 0;
    uint64_t continuation = oop_at(k, object + (uint64_t)(int64_t)k->thread_continuation);
    return continuation & (WORD - 1) ? 0 : continuation;
}

/* Stands before the first frame of the first chunk from this one on that has frames. 0: there is none, -1: one that is not understood. */
static int load_chunk(const uh_chunks *k, walk *w, uint64_t chunk) {
    for (uint32_t tries = 0; chunk; tries++, chunk = oop_at(k, chunk + (uint64_t)(int64_t)k->chunk_parent)) {
        if (tries == MOST_CHUNKS || (chunk & (WORD - 1))) return -1;
        if ((u64_at(chunk + (uint64_t)(int64_t)k->klass_at) & k->klass_mask) != k->klass_word) return -1;
        int64_t size = i32_at(chunk + (uint64_t)(int64_t)k->chunk_size), sp = i32_at(chunk + (uint64_t)(int64_t)k->chunk_sp);
        int64_t bottom = i32_at(chunk + (uint64_t)(int64_t)k->chunk_bottom);
        if (sp < 0 || sp > bottom || bottom > size) return -1;
        if (sp == bottom) continue;
        /* The frame before may have ended here, with its pc and frame pointer. */
        if (sp < 2) return -1;
        uint64_t stack = chunk + (uint64_t)(int64_t)k->chunk_stack;
        w->chunk = chunk;
        w->sp = w->unextended_sp = stack + (uint64_t)sp * WORD;
        w->chunk_end = stack + (uint64_t)bottom * WORD;
        w->pc = u64_at(w->sp - WORD);
        return 1;
    }
    return 0;
}

/* Whether a thread is the one whose stack is walked, and its continuation began below the walk's end. */
static int is_mounted(const uh_chunks *k, const walk *w) {
    if (!w->thread || !w->exact || u64_at(w->thread + (uint64_t)(int64_t)k->thread_stack_base) != w->base) return 0;
    uint64_t entry = u64_at(w->thread + (uint64_t)(int64_t)k->thread_entry);
    /* The last frame on the stack ends where the entry begins, but for its arguments. */
    return in_stack(entry, (uint64_t)(int64_t)k->entry_bytes, w->sp, w->base) && entry - w->sp <= ENTRY_DISTANCE;
}

/* Goes from the return barrier to the first frozen frame; 0: that cannot be done. */
static __attribute__((noinline)) int enter_chunks(const uh_vm *vm, walk *w) {
    const uh_chunks *k = (const uh_chunks *)__atomic_load_n(&vm->chunks, __ATOMIC_ACQUIRE);
    if (!k || !is_mounted(k, w)) return 0;
    uint64_t continuation = continuation_of(k, w->thread);
    return continuation && load_chunk(k, w, oop_at(k, continuation + (uint64_t)(int64_t)k->continuation_tail)) > 0;
}

/* advance() in a chunk. Words and ends are those that the frames would have on the stack, so keys are the same. */
static __attribute__((noinline)) void advance_frozen(const uh_vm *vm, const uh_cache *c, walk *w, uint32_t words) {
    const uh_chunks *k = (const uh_chunks *)__atomic_load_n(&vm->chunks, __ATOMIC_ACQUIRE);
    uint64_t pc = w->pc, sp = w->sp, unextended = w->unextended_sp, limit = w->chunk_end, hash = w->hash;
    uint32_t n = w->n, end = UH_CUT, steps = w->steps;
    while (n < words) {
        if (UNLIKELY(++steps > UH_MAX_STEPS)) {
            end = UH_TOO_LONG;
            break;
        }
        if (sp >= limit) {
#ifdef UH_SKIPS_PARENTS /* a fault on purpose, which the tests have to find */
            int loaded = 0;
#else
            int loaded = load_chunk(k, w, oop_at(k, w->chunk + (uint64_t)(int64_t)k->chunk_parent));
#endif
            if (loaded <= 0) {
                end = loaded ? UH_OFF_STACK : UH_BOTTOM_CONTINUATION;
                break;
            }
            pc = w->pc, sp = w->sp, unextended = w->unextended_sp, limit = w->chunk_end;
        }
        uint64_t word, next;
        if (pc - vm->interpreter_low < vm->interpreter_size) {
            uint64_t link = sp - 2 * WORD, fp = link + u64_at(link) * WORD;
            if (UNLIKELY(!in_stack(fp, 2 * WORD, sp, limit) || fp + (uint64_t)(int64_t)vm->interpreter_lowest < link)) {
                end = UH_OFF_STACK;
                break;
            }
            if (UNLIKELY(!vm->interpreter_bcp || !vm->interpreter_locals)) {
                end = UH_NO_BYTECODE;
                break;
            }
            word = u64_at(fp + (uint64_t)(int64_t)vm->interpreter_bcp);
            uint64_t tag = TAG_BYTECODE;
            if (word == 0) {
                tag = TAG_NATIVE;
                if (vm->interpreter_method) word = u64_at(fp + (uint64_t)(int64_t)vm->interpreter_method);
            }
            if (UNLIKELY(word == 0 || (word & TAG_BITS))) {
                end = UH_NO_BYTECODE;
                break;
            }
            if (word - vm->shared_low >= vm->shared_size && n < w->first_interpreted) {
                if (!vm->generation_at) {
                    end = UH_NO_GENERATION;
                    break;
                }
                w->first_interpreted = n;
            }
            word |= tag;
            uint64_t locals = fp + u64_at(fp + (uint64_t)(int64_t)vm->interpreter_locals) * WORD;
            next = fp + 2 * WORD;
            if (locals + WORD >= limit) {
                next = unextended = limit;
            } else {
                unextended = fp + u64_at(fp + (uint64_t)(int64_t)vm->interpreter_sender_sp) * WORD;
                pc = u64_at(fp + WORD);
                if (UNLIKELY(!in_stack(unextended, WORD, fp, limit))) {
                    end = UH_OFF_STACK;
                    break;
                }
            }
        } else {
            const known_frame *known = known_of(vm, c, pc);
            uint64_t bytes;
            if (known) {
                word = known->word;
                bytes = known->bytes;
            } else {
                uint64_t blob = blob_of(vm, pc);
                if (UNLIKELY(!blob || u8_at(blob + vm->blob_kind) != vm->kind_nmethod || blob == w->continuation)) {
                    end = UH_NO_CODE;
                    break;
                }
                int32_t frame_words = i32_at(blob + vm->blob_frame_size);
                if (UNLIKELY(frame_words < 2)) {
                    end = UH_NO_FRAME_SIZE;
                    break;
                }
                bytes = (uint64_t)frame_words * WORD;
                if (UNLIKELY(is_deoptimised(vm, blob, pc))) {
                    end = original_pc(vm, blob, unextended, unextended, limit, &pc);
                    if (end != UH_CUT) break;
                }
                word = (uint64_t)u32_at(blob + vm->nmethod_compile_id) << 32 | (uint32_t)(pc - vm->code_low);
                if (UNLIKELY(word & TAG_BITS)) {
                    end = UH_NO_CODE;
                    break;
                }
            }
            /* The last frame of a chunk may end with the pc and the frame pointer of what the next one begins with. */
            next = bytes + 2 * WORD >= limit - unextended ? limit : unextended + bytes;
            if (next != limit) pc = u64_at(next - WORD);
            unextended = next;
        }
        if (UNLIKELY(next <= sp || next > limit || (next & (WORD - 1)))) {
            end = UH_NOT_RISING;
            break;
        }
        sp = next;
        w->word[n++] = word;
        hash = mixed(hash, word);
    }
    w->pc = pc, w->sp = sp, w->unextended_sp = unextended, w->hash = hash;
    w->n = n, w->end = end, w->steps = steps;
}

/* ---- Java frames of a compiled frame ---- */

/* HotSpot's UNSIGNED5: up to five bytes, none of them 0, low six bits first. Returns -1 outside [at, limit). */
static int64_t unsigned5(uint64_t at, uint64_t limit) {
    enum { EXCLUDED = 1, LOW_CODES = 191, SHIFT = 6, LONGEST = 5 };
    uint64_t sum = 0;
    for (int i = 0; i < LONGEST; i++, at++) {
        if (at >= limit || u8_at(at) < EXCLUDED) return -1;
        uint32_t code = u8_at(at) - EXCLUDED;
        sum += (uint64_t)code << (SHIFT * i);
        if (code < LOW_CODES || i == LONGEST - 1) break;
    }
    return (int64_t)(uint32_t)sum;
}

/*
 * How many Java frames, inlined ones included, the compiled frame at pc holds: the length of the chain of scopes that
 * the debug data has for pc. 1 whenever something is not as expected, which is never too much.
 */
static uint32_t java_frames(const uh_vm *vm, uint64_t pc) {
    uint64_t blob = blob_of(vm, pc);
    if (!blob || vm->nmethod_scopes_pcs < 0) return 1;
    uint64_t data = u64_at(blob + vm->nmethod_immutable_data);
    int64_t size = i32_at(blob + vm->nmethod_immutable_size);
    int64_t pcs = i32_at(blob + vm->nmethod_scopes_pcs), scopes = i32_at(blob + vm->nmethod_scopes_data);
    if (!data || pcs < 0 || scopes < pcs || size < scopes) return 1;
    int64_t wanted = (int64_t)(pc - blob) - i32_at(blob + vm->blob_code_offset);
    int64_t low = 0, high = (scopes - pcs) / vm->pc_desc_bytes - 1;
    int64_t scope = -1;
    while (low <= high) {
        int64_t middle = (low + high) / 2;
        uint64_t desc = data + pcs + middle * vm->pc_desc_bytes;
        int64_t here = i32_at(desc + vm->pc_desc_pc);
        if (here == wanted) {
            scope = i32_at(desc + vm->pc_desc_scope);
            break;
        }
        if (here < wanted) low = middle + 1;
        else high = middle - 1;
    }
    uint32_t frames = 0;
    /* A caller's scope is written before its callees', so the offsets fall. 0 is no scope. */
    while (scope > 0 && scope < size - scopes) {
        frames++;
        int64_t caller = unsigned5(data + scopes + scope, data + size);
        if (caller < 0 || caller >= scope) return 1;
        scope = caller;
    }
    return frames && scope == 0 ? frames : 1;
}

static void describe(const uh_vm *vm, const walk *w, uh_draft *d) {
    d->words = w->n;
    d->end = w->end;
    d->first_interpreted = w->first_interpreted;
    d->generation = w->first_interpreted < UH_MAX_WORDS ? u64_at(vm->generation_at) : 0;
    memcpy(d->word, w->word, w->n * sizeof w->word[0]);
    uint32_t frames = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        uint64_t word = w->word[i];
        frames += word & TAG_BITS ? 1 : java_frames(vm, vm->code_low + (uint32_t)word);
        d->frames[i] = frames;
    }
}

/* ---- keys ---- */

typedef struct {
    uint32_t words;
    uint32_t end;
    int32_t value; /* ≥ 0: row; UH_NEVER; less: MORE - words to walk */
    uint32_t path; /* the only field that changes: see path_of */
    uint64_t generation;
    uint64_t word[];
} entry;

enum { MORE = -16, LONGEST_PROBE = 64 };

INLINE uint64_t key_hash(uint64_t hash, uint32_t words, uint32_t end, uint64_t generation) {
    return mixed(mixed(hash, generation), (uint64_t)end << 32 | words);
}

INLINE const entry *entry_at(const uh_cache *c, uint64_t slot) {
    return (const entry *)(c->entries + (uint64_t)(uint32_t)slot * WORD);
}

INLINE int same(const entry *e, const uint64_t *word, uint32_t words, uint32_t end, uint64_t generation) {
    if (e->words != words || e->end != end || e->generation != generation) return 0;
    for (uint32_t i = 0; i < words; i++)
        if (e->word[i] != word[i]) return 0;
    return 1;
}

/* The slot of a key, or the first empty one in its row of slots, or 0 after LONGEST_PROBE steps. */
INLINE uint64_t *slot_of(const uh_cache *c, uint64_t hash, const uint64_t *word, uint32_t words, uint32_t end,
                         uint64_t generation) {
    uint64_t *slots = (uint64_t *)c->slots;
    for (uint64_t i = hash, tries = 0; tries < LONGEST_PROBE; i++, tries++) {
        uint64_t *slot = &slots[i & c->slot_mask];
        uint64_t value = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
        if (value == 0) return slot;
        if (value >> 32 == hash >> 32 && same(entry_at(c, value), word, words, end, generation)) return slot;
    }
    return 0;
}

static int32_t publish(uh_cache *c, const uh_draft *d, uint32_t words, uint32_t end, int32_t value) {
    uint64_t generation = d->first_interpreted < words ? d->generation : 0;
    uint64_t hash = 0;
    for (uint32_t i = 0; i < words; i++) hash = mixed(hash, d->word[i]);
    hash = key_hash(hash, words, end, generation);
    uint64_t *slot = slot_of(c, hash, d->word, words, end, generation);
    if (!slot) return 0;
    if (__atomic_load_n(slot, __ATOMIC_ACQUIRE)) return 1;
    if (__atomic_load_n(&c->slots_used, __ATOMIC_RELAXED) * 4 > c->slot_mask * 3) return 0;
    uint64_t bytes = sizeof(entry) + words * WORD;
    uint64_t at = __atomic_fetch_add(&c->entry_used, bytes, __ATOMIC_RELAXED);
    if (at + bytes > c->entry_bytes) return 0;
    entry *e = (entry *)(c->entries + at);
    e->words = words;
    e->end = end;
    e->value = value;
    e->path = 0;
    e->generation = generation;
    memcpy(e->word, d->word, words * WORD);
    uint64_t claim = (hash >> 32) << 32 | at / WORD;
    for (;;) {
        uint64_t empty = 0;
        if (__atomic_compare_exchange_n(slot, &empty, claim, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
            __atomic_fetch_add(&c->slots_used, 1, __ATOMIC_RELAXED);
            return 1;
        }
        slot = slot_of(c, hash, d->word, words, end, generation);
        if (!slot) return 0;
        if (__atomic_load_n(slot, __ATOMIC_ACQUIRE)) return 1;
    }
}

/* Remembers the innermost compiled frames of a stack, and which of them call which. */
static void remember_all(const uh_vm *vm, uh_cache *c, const walk *w) {
    known_frame *callee = 0;
    for (uint32_t i = 0; i < w->n && i < KNOWN_WORDS; i++) {
        known_frame *k = w->word[i] & TAG_BITS ? 0 : remember(vm, c, w->word[i]);
        if (callee && k) __atomic_store_n(&callee->caller, (uint64_t)k, __ATOMIC_RELEASE);
        callee = k;
    }
}

/* Claims a draft and fills it with the whole stack. The key that was not found has the first `words` words, and this end. */
static __attribute__((noinline)) int64_t unknown(const uh_vm *vm, uh_cache *c, walk *w, uint32_t words, uint32_t end) {
    for (uint32_t i = 0; i < UH_DRAFTS; i++) {
        uh_draft *d = &c->draft[i];
        uint32_t free = 0;
        if (!__atomic_compare_exchange_n(&d->claimed, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) continue;
        d->probed_words = words;
        d->probed_end = end;
        if (w->end == UH_CUT) advance(vm, c, w, UH_MAX_WORDS, 0);
        describe(vm, w, d);
        remember_all(vm, c, w);
        return UH_DRAFT - (int64_t)i;
    }
    return UH_NO_DRAFT;
}

/*
 * Walks until a key is found. A guess of how many words it has saves looking for a shorter key that only tells that: whatever key is found stands
 * for the stack. Where the guess is wrong, all is as without it, but that some words are known already.
 */
INLINE int64_t look_up(const uh_vm *vm, uh_cache *c, walk *w, uint32_t guess) {
    uint32_t needed = guess ? guess : c->first_words;
    for (;; guess = 0) {
        if (w->n < needed && w->end == UH_CUT) advance(vm, c, w, needed, 0);
        uint32_t words = needed, end = UH_CUT;
        if (needed > w->n) words = w->n, end = w->end;
        uint64_t *slot = 0, value = 0;
        if (UNLIKELY(end > UH_BOTTOM_CONTINUATION && end != UH_BARRIER)) {
            if (!guess) return UH_INCOMPLETE - (int64_t)end;
        } else {
            uint64_t generation = w->first_interpreted < words ? u64_at(vm->generation_at) : 0, hash = w->hash;
            if (words < w->n) {
                hash = 0;
                for (uint32_t i = 0; i < words; i++) hash = mixed(hash, w->word[i]);
            }
            slot = slot_of(c, key_hash(hash, words, end, generation), w->word, words, end, generation);
            value = slot ? __atomic_load_n(slot, __ATOMIC_ACQUIRE) : 0;
        }
        if (UNLIKELY(!value)) {
            if (!guess) return unknown(vm, c, w, words, end);
            needed = c->first_words;
            continue;
        }
        w->found = (uint64_t)entry_at(c, value);
        int32_t known = entry_at(c, value)->value;
        if (known > MORE) return known;
        needed = (uint32_t)(MORE - known);
        if (UNLIKELY(needed <= words || needed > UH_MAX_WORDS)) return UH_NEVER;
    }
}

/* ---- paths: where they are found ---- */

/*
 * Two places, both chosen by the innermost pc and the depth of the stack. The first is for all stacks that have these two
 * in common, and names a second path, the guide, whose places tell such stacks apart. The second place is chosen by the
 * code addresses that this stack has there as well. Those are its own pcs as far as its frames are like those of that path,
 * and often beyond, as methods that call one another at the same depth lie at the same distances; what is no code address
 * does not count, and what is a stale one costs a walk.
 *
 * A stack with a place to itself stays there. What is tried first changes with one in 64 hits at the second place, so that
 * after code was compiled anew the old path goes. What the walk had to find is put at the second place, but only one time in
 * four where another one is, so that stacks that share it do not write it all the time. One time in 16,384 it becomes the
 * guide, because a guide can be a bad one: that is fast enough to heal, and so rare that all its stacks have long found their
 * new places, each by a walk. The generator of these chances is the thread's own.
 *
 * Where the last stack that was found had frozen frames, the next one probably has too, and no path: it is walked at once.
 */
typedef struct {
    uint64_t path;   /* tried first: its address, or 0 */
    uint64_t guide;  /* its places tell such stacks apart: its address, or 0 */
    uint64_t frozen; /* words of the key that was found by frozen frames; 0: the last one was found without */
    uint64_t unused; /* so that none lies in two cache lines */
} first_place;

enum { PROMOTED_ONE_IN = 64, PLACED_ONE_IN = 4, GUIDES_ONE_IN = 1 << 14 };

static __thread uint64_t chances __attribute__((tls_model("initial-exec")));

/* Whether a chance of one in some power of two came true. */
INLINE int one_in(uint64_t power_of_two) {
    chances = chances * 0x5851F42D4C957F2Dull + 0x14057B7EF767814Full;
    return (chances >> 40 & (power_of_two - 1)) == 0;
}

INLINE const path *path_in(const uint64_t *place) { return (const path *)__atomic_load_n(place, __ATOMIC_ACQUIRE); }

INLINE void put_path(uint64_t *place, const path *p) { __atomic_store_n(place, (uint64_t)p, __ATOMIC_RELEASE); }

/* Not 0 where the stack whose first Java frame's pc is the word after the origin is none of this path's. */
INLINE uint64_t differs(const uh_vm *vm, const path *p, uint64_t origin, uint64_t base) {
    if (UNLIKELY(p->reach > base - origin)) return 1;
    const uint64_t code = vm->code_low, kind_at = code + (uint64_t)(int64_t)vm->blob_kind;
    uint64_t wrong = u64_at(p->generation_at) ^ p->generation;
    const path_frame *f = p->frame, *end = f + p->frames;
    for (; f != end; f++) {
        uint64_t frame = f->word[0], block = f->word[1], map_at = f->word[2], facts = f->word[3];
        wrong |= (u64_at(origin + (uint32_t)frame) - code) ^ frame >> 32;
        uint64_t found = u32_at(code + (block >> 32));
        found |= (uint64_t)u8_at(map_at + (uint8_t)(facts >> 32)) << 32;
        found |= (uint64_t)u8_at(map_at) << 40;
        found |= (uint64_t)u8_at(kind_at + (uint32_t)block) << 48;
        wrong |= found ^ facts;
    }
    const path_word *word = (const path_word *)end, *last = word + p->words;
    for (; word != last; word++) wrong |= (u64_at(origin + word->at) - (origin & (0 - (uint64_t)word->relative))) ^ word->word;
    return wrong;
}

INLINE uint64_t place_hash(uint64_t origin, uint64_t base) {
    return (u64_at(origin + WORD) ^ (base - origin) << 20) * 0x9E3779B97F4A7C15ull;
}

INLINE first_place *first_place_of(const uh_cache *c, uint64_t origin, uint64_t base) {
    return (first_place *)c->firsts + (place_hash(origin, base) >> 32 & c->first_mask);
}

/* The second place; 0 when this stack ends before that path's places do. */
INLINE uint64_t *second_place(const uh_vm *vm, const uh_cache *c, const path *p, uint64_t origin, uint64_t base) {
    if (UNLIKELY(p->reach > base - origin)) return 0;
    const uint64_t code = vm->code_low;
    uint64_t code_bytes = 0, sum = 0, factor = 0x9E3779B97F4A7C15ull;
    for (uint32_t i = 0; i < vm->heap_count; i++) {
        uint64_t bytes = seen(&((const uh_heap *)(vm + 1) + i)->high) - code;
        if (bytes > code_bytes) code_bytes = bytes;
    }
    const path_frame *f = p->frame, *end = f + p->frames;
    for (; f != end; f++, factor *= 0xD1342543DE82EF95ull) {
        uint64_t pc = u64_at(origin + f->at) - code;
        sum += pc < code_bytes ? pc * factor : 0;
    }
    const path_word *word = (const path_word *)end, *last = word + p->words;
    for (; word != last; word++, factor *= 0xD1342543DE82EF95ull) sum += word->relative ? 0 : u64_at(origin + word->at) * factor;
    return (uint64_t *)c->seconds + (mixed(sum, place_hash(origin, base)) & c->second_mask);
}

/* The row of a stack that has a path at its second place, or UH_NEVER. */
INLINE int64_t at_second_place(const uh_vm *vm, const uh_cache *c, uint64_t origin, uint64_t base) {
    first_place *f = first_place_of(c, origin, base);
    const path *guide = path_in(&f->guide);
    uint64_t *place = guide ? second_place(vm, c, guide, origin, base) : 0;
    const path *p = place ? path_in(place) : 0;
    if (!p || differs(vm, p, origin, base)) return UH_NEVER;
    if (one_in(PROMOTED_ONE_IN)) put_path(&f->path, p);
    return p->row;
}

/* ---- paths: how they are made ---- */

/*
 * What an entry tells of its paths: where the last one is, (bytes into c->paths / PATH_ALIGNED) << 3, and how often one was
 * recorded or tried to. One key has several paths, if stubs, which are no words of it, or interpreted frames lie differently.
 * Each further try comes four times as late.
 */
enum { PATH_TIMES = 7, PATH_SHIFT = 3 };

INLINE const path *path_of(const uh_cache *c, uint32_t told) {
    return told >> PATH_SHIFT ? (const path *)(c->paths + (uint64_t)(told >> PATH_SHIFT) * PATH_ALIGNED) : 0;
}

/* Walks a stack once more, to this entry, and keeps what it read. Returns 0 when that makes no path. */
static __attribute__((noinline)) const path *record(const uh_vm *vm, uh_cache *c, entry *e, uint64_t origin, uint64_t base) {
    uint32_t told = __atomic_load_n(&e->path, __ATOMIC_RELAXED);
    if ((told & PATH_TIMES) == PATH_TIMES || !one_in(1ull << 2 * (told & PATH_TIMES))) return 0;
    if (seen(&c->path_used) + sizeof(path) > c->path_bytes) return 0;
    if (!__atomic_compare_exchange_n(&e->path, &told, told + 1, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return 0;
    recorder r;
    begin_recording(&r, origin);
    walk w;
    begin_at(vm, &w, origin, base);
    w.chained = 0;
    advance(vm, c, &w, e->words + (e->end != UH_CUT), &r);
    uint64_t generation = w.first_interpreted < w.n ? u64_at(vm->generation_at) : 0;
    if (r.refused || r.reach > UINT32_MAX || w.end != e->end || !same(e, w.word, w.n, w.end, generation)) return 0;
    uint64_t frame_bytes = r.frames * sizeof(path_frame), word_bytes = r.words * sizeof(path_word);
    uint64_t bytes = (sizeof(path) + frame_bytes + word_bytes + PATH_ALIGNED - 1) & ~(uint64_t)(PATH_ALIGNED - 1);
    uint64_t at = __atomic_fetch_add(&c->path_used, bytes, __ATOMIC_RELAXED);
    if (at + bytes > c->path_bytes) return 0;
    path *p = (path *)(c->paths + at);
    p->generation = generation;
    p->generation_at = w.first_interpreted < w.n ? vm->generation_at : (uint64_t)&p->generation;
    p->reach = (uint32_t)r.reach;
    p->row = e->value;
    p->next = told & ~(uint32_t)PATH_TIMES;
    p->frames = (uint16_t)r.frames;
    p->words = (uint16_t)r.words;
    memcpy(p->frame, r.frame, frame_bytes);
    memcpy(p->frame + r.frames, r.word, word_bytes);
    __atomic_store_n(&e->path, (uint32_t)(at / PATH_ALIGNED) << PATH_SHIFT | ((told & PATH_TIMES) + 1), __ATOMIC_RELEASE);
    return p;
}

/* The walk found this entry, so no path was found. */
static void keep_path(const uh_vm *vm, uh_cache *c, entry *e, uint64_t origin, uint64_t base) {
    first_place *f = first_place_of(c, origin, base);
    const path *guide = path_in(&f->guide);
    uint64_t *place = guide ? second_place(vm, c, guide, origin, base) : 0;
    if (place && path_in(place) && !one_in(PLACED_ONE_IN)) return;
    const path *p = path_of(c, __atomic_load_n(&e->path, __ATOMIC_ACQUIRE));
    while (p && differs(vm, p, origin, base)) p = path_of(c, p->next);
    if (!p) p = record(vm, c, e, origin, base);
    if (!p) return;
    if (place) put_path(place, p);
    if (!guide || one_in(GUIDES_ONE_IN)) {
        put_path(&f->guide, p);
        put_path(&f->path, p);
    }
}

/* ---- exported ---- */

/* The frame pointer of the downcall stub that called the function with this frame, if it can be a walk's origin; else 0. */
INLINE uint64_t origin_of(uint64_t own_frame, uint64_t base) {
    if (!base || !in_stack(own_frame, 2 * WORD, stack_low, base)) return 0;
    uint64_t stub = u64_at(own_frame);
    return in_stack(stub, 3 * WORD, own_frame + 2 * WORD, base) ? stub : 0;
}

/* A function of its own, as are the two that it calls, because a large frame costs all that share it. */
static __attribute__((noinline)) int64_t by_walk(const uh_vm *vm, uh_cache *c, uint64_t origin, uint64_t base, uint64_t thread) {
    walk w;
    first_place *f = first_place_of(c, origin, base);
    uint32_t guess = (uint32_t)seen(&f->frozen);
    begin_at(vm, &w, origin, base);
    w.thread = thread;
    int64_t row = look_up(vm, c, &w, guess);
    if (row < 0) return row;
    entry *e = (entry *)w.found;
    if (!w.chunk) {
        if (guess) see(&f->frozen, 0);
        keep_path(vm, c, e, origin, base);
        return row;
    }
    /* A path is of the stack alone, so none is kept. The walk to a bottom only notices it when it is asked for one word more. */
    uint32_t words = e->words + (e->end != UH_CUT);
    if (words != guess && (!guess || one_in(PROMOTED_ONE_IN))) see(&f->frozen, words);
    if (UNLIKELY(vm->counts_frozen_hits)) __atomic_fetch_add(&((uh_vm *)vm)->frozen_hits, 1, __ATOMIC_RELAXED);
    return row;
}

static __attribute__((noinline)) int64_t not_first(const uh_vm *vm, uh_cache *c, uint64_t origin, uint64_t base, uint64_t thread) {
    int64_t row = at_second_place(vm, c, origin, base);
    return row >= 0 ? row : by_walk(vm, c, origin, base, thread);
}

/*
 * An exported function whose third argument is the JavaThread, which HotSpot keeps in a register while a thread is in Java. Its frame is that of
 * the function it jumps to. On other machines frozen frames are not read.
 */
#if defined(__x86_64__)
#define WITH_THREAD(name)                                                                                    \
    __asm__(".text\n.p2align 4\n.globl " #name "\n.type " #name ", @function\n" #name ":\nendbr64\n"        \
            "mov %r15, %rdx\njmp " #name "_with\n.size " #name ", . - " #name "\n")
#else
#define WITH_THREAD(name) \
    EXPORT int64_t name(uint64_t a, uint64_t b) { return name##_with(a, b, 0); }
#endif
#define JUMPED_TO __attribute__((used, noinline, visibility("hidden")))

JUMPED_TO int64_t uh_site_with(uint64_t vm_address, uint64_t cache, uint64_t thread) {
    const uh_vm *vm = (const uh_vm *)vm_address;
    uh_cache *c = (uh_cache *)cache;
    uint64_t base = stack_base, origin = origin_of((uint64_t)__builtin_frame_address(0), base);
    if (UNLIKELY(!origin)) return base ? UH_INCOMPLETE - UH_OFF_STACK : UH_NEW_THREAD;
    const first_place *f = first_place_of(c, origin, base);
    if (UNLIKELY(seen(&f->frozen))) return by_walk(vm, c, origin, base, thread);
    const path *p = path_in(&f->path);
    if (UNLIKELY(!p) || UNLIKELY(differs(vm, p, origin, base))) return not_first(vm, c, origin, base, thread);
    return p->row;
}
WITH_THREAD(uh_site);

EXPORT int64_t uh_learn(uint64_t cache, uint64_t draft) {
    uh_cache *c = (uh_cache *)cache;
    if (draft >= UH_DRAFTS) return 0;
    uh_draft *d = &c->draft[draft];
    uint32_t words = d->key_words, end = d->key_end;
    int32_t learned = 0;
    if (words > 0 && words <= d->words && (end <= UH_BOTTOM_CONTINUATION || end == UH_BARRIER)) {
        learned = publish(c, d, words, end, d->key_value);
        /* The walk to a bottom only notices it when it is asked for one word more. */
        uint32_t walk_to = words + (end != UH_CUT);
        if (learned && walk_to > d->probed_words && d->probed_end == UH_CUT && walk_to <= UH_MAX_WORDS)
            learned = publish(c, d, d->probed_words, UH_CUT, MORE - (int32_t)walk_to);
    }
    uh_release(cache, draft);
    return learned;
}

EXPORT int64_t uh_release(uint64_t cache, uint64_t draft) {
    if (draft < UH_DRAFTS) __atomic_store_n(&((uh_cache *)cache)->draft[draft].claimed, 0, __ATOMIC_RELEASE);
    return 0;
}

EXPORT int64_t uh_enter_thread(uint64_t ignored, uint64_t ignored_too) {
    (void)ignored;
    (void)ignored_too;
    pthread_attr_t attributes;
    void *low;
    size_t size;
    stack_low = stack_base = NO_BOUNDS;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return -1;
    int failed = pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    if (failed) return -1;
    stack_low = (uint64_t)low;
    stack_base = (uint64_t)low + size;
    return 0;
}

/* Not ordered against the instructions around it: being off by some of them is less than what ordering costs. */
EXPORT int64_t uh_ticks(uint64_t ignored, uint64_t ignored_too) {
    (void)ignored;
    (void)ignored_too;
#if defined(__x86_64__)
    return (int64_t)__builtin_ia32_rdtsc();
#else
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return (int64_t)ticks;
#endif
}

EXPORT uint64_t uh_cache_new(uint64_t slots, uint64_t entry_bytes) {
    if (slots == 0 || (slots & (slots - 1))) return 0;
    uint64_t known = slots < 2 ? 1 : slots / 2, firsts = slots < 4 ? 1 : slots / 4;
    uint64_t path_bytes = entry_bytes / WORD * WORD * UH_PATH_SHARE + PATH_ALIGNED;
    uint64_t bytes = sizeof(uh_cache) + 2 * slots * WORD + entry_bytes + (known + 1) * sizeof(known_frame) + path_bytes
        + firsts * sizeof(first_place);
    /* Pages of its own: an empty cache costs address space only, and a freed one nothing. malloc promises neither. */
    uh_cache *c = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (c == MAP_FAILED) return 0;
    /* Keys lie far apart: with huge pages each would take one. A kernel that has none refuses, which does not matter. */
    madvise(c, bytes, MADV_NOHUGEPAGE);
    c->bytes = bytes;
    c->slot_mask = slots - 1;
    c->slots = (uint64_t)(c + 1);
    c->entries = c->slots + slots * WORD;
    /* Each in a cache line of its own. */
    c->known = (c->entries + entry_bytes + sizeof(known_frame) - 1) & ~(uint64_t)(sizeof(known_frame) - 1);
    c->known_mask = known - 1;
    /* From here on everything is aligned as it has to be, if the known frames are. */
    c->paths = c->known + known * sizeof(known_frame);
    c->path_bytes = path_bytes;
    c->path_used = PATH_ALIGNED; /* so that no path is 0 */
    c->firsts = c->paths + path_bytes;
    c->first_mask = firsts - 1;
    c->seconds = c->firsts + firsts * sizeof(first_place);
    c->second_mask = slots - 1;
    c->entry_bytes = entry_bytes;
    c->entry_used = WORD; /* so that no slot is 0 */
    c->first_words = UH_FIRST_WORDS;
    return (uint64_t)c;
}

EXPORT void uh_cache_free(uint64_t cache) { munmap((void *)cache, ((uh_cache *)cache)->bytes); }

EXPORT int64_t uh_snapshot(uint64_t vm_address, uint64_t out) {
    const uh_vm *vm = (const uh_vm *)vm_address;
    uh_seen *seen_frame = (uh_seen *)out;
    walk w;
    uint64_t base = stack_base, origin = origin_of((uint64_t)__builtin_frame_address(0), base);
    if (!origin) return -1;
    begin_at(vm, &w, origin, base);
    uint32_t n = 0;
    while (n < UH_MAX_SEEN) {
        uh_seen *s = &seen_frame[n++];
        s->pc = w.pc;
        s->sp = w.sp;
        s->fp = w.fp;
        s->interpreted = w.pc - vm->interpreter_low < vm->interpreter_size;
        int has_pointer = in_stack(w.fp, 2 * WORD, w.sp, w.base);
        for (uint64_t i = 0; i < UH_LOCALS; i++) {
            uint64_t local = w.fp - (i + 1) * WORD;
            s->local[i] = has_pointer && local >= w.sp ? u64_at(local) : 0;
        }
        uint64_t next;
        if (s->interpreted) {
            if (!has_pointer) break;
            /* A compiled caller's sp must be exact. Where the frame does not tell it, it is no lower address than this. */
            uint64_t told = w.fp + vm->interpreter_sender_sp;
            next = vm->interpreter_sender_sp && told >= w.sp ? u64_at(told) : 0;
            if (next < w.fp + 2 * WORD) next = w.fp + 2 * WORD;
            w.pc = u64_at(w.fp + WORD);
            w.fp = u64_at(w.fp);
        } else {
            uint64_t blob = blob_of(vm, w.pc);
            int32_t words = blob ? i32_at(blob + vm->blob_frame_size) : 0;
            next = w.sp + (uint64_t)(int64_t)words * WORD;
            if (words < 2 || next > w.base) break;
            w.pc = u64_at(next - WORD);
            w.fp = u64_at(next - 2 * WORD);
        }
        if (next <= w.sp || next >= w.base) break;
        w.sp = next;
    }
    return n;
}

JUMPED_TO int64_t uh_frozen_with(uint64_t vm_address, uint64_t out, uint64_t thread) {
    const uh_vm *vm = (const uh_vm *)vm_address;
    uh_standing *s = (uh_standing *)out;
    memset(s, 0, sizeof *s);
    uint64_t base = stack_base, origin = origin_of((uint64_t)__builtin_frame_address(0), base);
    if (!origin) return UH_OFF_STACK;
    walk w;
    recorder r;
    begin_recording(&r, origin);
    begin_at(vm, &w, origin, base);
    w.thread = thread;
    /* A walk that is recorded neither needs a cache nor enters chunks. */
    advance(vm, 0, &w, UH_MAX_WORDS, &r);
    s->pc = w.pc;
    s->blob = blob_of(vm, w.pc);
    const uh_chunks *k = (const uh_chunks *)vm->chunks;
    if ((w.end != UH_NO_FRAME_SIZE && w.end != UH_BARRIER) || !k || !is_mounted(k, &w)) return w.end;
    uint64_t continuation = k->thread_continuation ? continuation_of(k, thread) : 0;
    if (!continuation) return w.end;
    memcpy(s->continuation_header, (const void *)continuation, sizeof s->continuation_header);
    uint64_t chunk = k->continuation_tail ? oop_at(k, continuation + (uint64_t)(int64_t)k->continuation_tail) : 0;
    if (chunk && !(chunk & (WORD - 1))) memcpy(s->chunk_header, (const void *)chunk, sizeof s->chunk_header);
    return w.end;
}
WITH_THREAD(uh_frozen);

EXPORT int64_t uh_read(uint64_t address, uint64_t out) {
    /* write() checks the address itself and fails with EFAULT where a load would end the process. */
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return 0;
    int copied = write(ends[1], (const void *)address, WORD) == WORD && read(ends[0], (void *)out, WORD) == WORD;
    close(ends[0]);
    close(ends[1]);
    return copied;
}

/* Whether a name is "type", or "type::field" where there are fields. */
static int is_named(const char *name, const char *type, const char *field) {
    size_t length = strlen(type);
    if (!field) return strcmp(name, type) == 0;
    return strncmp(name, type, length) == 0 && strncmp(name + length, "::", 2) == 0 && strcmp(name + length + 2, field) == 0;
}

/* The entry of a name, or 0; `field_at` < 0: entries have one name. A type without a name ends the table. */
static uint64_t entry_named(const char *name, uint64_t at, uint64_t stride, uint64_t type_at, int64_t field_at) {
    for (; u64_at(at + type_at); at += stride) {
        const char *field = field_at < 0 ? 0 : (const char *)u64_at(at + (uint64_t)field_at);
        if ((field || field_at < 0) && is_named(name, (const char *)u64_at(at + type_at), field)) return at;
    }
    return 0;
}

/* A word that the running libjvm exports; *missing becomes 1 when it does not. Loads no other libjvm. */
static uint64_t exported_word(const char *symbol, int *missing) {
    void *jvm = dlopen("libjvm.so", RTLD_LAZY | RTLD_NOLOAD);
    const uint64_t *word = jvm ? dlsym(jvm, symbol) : 0;
    if (jvm) dlclose(jvm);
    if (!word) *missing = 1;
    return word ? *word : 0;
}

#define JVM(symbol) exported_word("gHotSpotVM" symbol, &missing)

EXPORT int64_t uh_exported(uint64_t table, uint64_t name) {
    const char *wanted = (const char *)name;
    int missing = 0;
    uint64_t first, stride, type, field, is_static, offset, address, value, entry;
    switch (table) {
    case UH_FIELDS:
        first = JVM("Structs"), stride = JVM("StructEntryArrayStride");
        type = JVM("StructEntryTypeNameOffset"), field = JVM("StructEntryFieldNameOffset");
        is_static = JVM("StructEntryIsStaticOffset");
        offset = JVM("StructEntryOffsetOffset"), address = JVM("StructEntryAddressOffset");
        entry = missing ? 0 : entry_named(wanted, first, stride, type, (int64_t)field);
        return entry ? (int64_t)(entry + (i32_at(entry + is_static) ? address : offset)) : 0;
    case UH_CONSTANTS:
        first = JVM("IntConstants"), stride = JVM("IntConstantEntryArrayStride");
        type = JVM("IntConstantEntryNameOffset"), value = JVM("IntConstantEntryValueOffset");
        break;
    case UH_LONGS:
        first = JVM("LongConstants"), stride = JVM("LongConstantEntryArrayStride");
        type = JVM("LongConstantEntryNameOffset"), value = JVM("LongConstantEntryValueOffset");
        break;
    case UH_SIZES:
        first = JVM("Types"), stride = JVM("TypeEntryArrayStride");
        type = JVM("TypeEntryTypeNameOffset"), value = JVM("TypeEntrySizeOffset");
        break;
    default:
        return 0;
    }
    entry = missing ? 0 : entry_named(wanted, first, stride, type, -1);
    return entry ? (int64_t)(entry + value) : 0;
}
