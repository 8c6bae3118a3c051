/*
 * The native walk: recognises a Java stack by the physical frames of the current thread.
 *
 * Every function that a Java thread calls on the hot path (uh_site) or to learn (uh_learn, uh_release) is bound as a
 * critical downcall: the thread stays in Java state, no safepoint is reached meanwhile, and so no compiled method on
 * its own stack can go away and no frame of it can move. In exchange these functions never block, allocate, call back
 * or read memory that could fault. Addresses travel as integers, because a segment as an argument costs a liveness
 * check.
 *
 * No layout of the JVM is written down here: every offset comes from the tables that libjvm exports for debuggers or
 * from calibration, and reaches this code in one uh_vm.
 *
 * What Java binds is kept cheap to bind, because it is bound while the application starts: a new signature costs
 * milliseconds, so there are few of them; a struct with an array costs more than ten, so none is bound.
 */
#ifndef UNDERHEAP_H
#define UNDERHEAP_H

#include <stddef.h>
#include <stdint.h>

enum {
    UH_MAX_HEAPS = 4,   /* code heaps that are searched; HotSpot 25 has at most three */
    UH_MAX_WORDS = 256, /* words of the longest key */
    UH_MAX_STEPS = 512, /* physical frames of the longest walk, frames without Java meaning included */
    UH_DRAFTS = 16,     /* stacks that can be learned at the same time in one cache */
    UH_LOCALS = 16,     /* words below an interpreted frame's pointer that a snapshot shows */
    UH_MAX_SEEN = 64    /* physical frames of the longest snapshot */
};

/* How a walk ended. Only the first four ends can belong to a complete key. */
enum {
    UH_CUT = 0,                 /* enough words were walked */
    UH_BOTTOM_CALL = 1,         /* first Java frame of a thread */
    UH_BOTTOM_UPCALL = 2,       /* first Java frame of a thread that came from native code through an upcall */
    UH_BOTTOM_CONTINUATION = 3, /* first frame of a continuation: a virtual thread's bottom */
    UH_NO_CODE = 4,             /* a pc that lies in no live block of the code cache */
    UH_NO_FRAME_SIZE = 5,       /* code whose frame is not known */
    UH_OFF_STACK = 6,           /* a read would have left the thread's stack */
    UH_NOT_RISING = 7,          /* the next frame would not lie at a higher address */
    UH_NO_BYTECODE = 8,         /* an interpreted frame, and its bytecode slot is not known */
    UH_NO_GENERATION = 9,       /* an interpreted frame, and nothing tells whether its memory was reused */
    UH_TOO_LONG = 10,           /* more than UH_MAX_STEPS frames */
    UH_BARRIER = 11,            /* the return barrier of a partly thawed continuation, and its frozen frames cannot be read */
    UH_ENDS = 12
};

/* What uh_site returns when it is no row number. */
enum {
    UH_NEW_THREAD = -1,        /* uh_enter_thread was not yet called on this thread */
    UH_NEVER = -2,             /* known stack that only StackWalker can name */
    UH_NO_DRAFT = -3,          /* unknown stack, and too many are being learned */
    UH_INCOMPLETE = -16,       /* UH_INCOMPLETE - end: the walk ended with an end after UH_BOTTOM_CONTINUATION */
    UH_DRAFT = -64             /* UH_DRAFT - i: unknown stack; draft i is the caller's until uh_learn or uh_release */
};

/* One code heap. The committed ends grow, so they are read again when a pc lies beyond them. */
typedef struct uh_heap {
    uint64_t low;            /* first committed byte */
    uint64_t high;           /* end of the committed bytes, as last seen */
    uint64_t high_at;        /* where the JVM keeps that end */
    uint64_t map_low;        /* segment map: one byte for each segment */
    uint64_t map_high_at;    /* where the JVM keeps the end of the committed map */
    uint64_t map_size;       /* bytes of the map, as last seen */
    uint32_t segment_shift;  /* log2 of a segment's size */
    uint32_t unused;
} uh_heap;

/* The tables that libjvm exports for debuggers. */
enum {
    UH_FIELDS = 0,    /* "type::field": 64 bits, the address of a static field or the offset of another one */
    UH_CONSTANTS = 1, /* "name": 32 bits */
    UH_SIZES = 2,     /* "type": 64 bits */
    UH_LONGS = 3      /* "name": 64 bits */
};

/*
 * The address of what a table of the running JVM says of a name, a C string; 0 when it says nothing or there is no such
 * table. How the entries are laid out is exported too, so nothing about them is assumed. An ordinary downcall.
 */
int64_t uh_exported(uint64_t table, uint64_t name);

/*
 * What is known of frozen frames: those of a virtual thread that are not on its carrier's stack but in stack chunks on the Java heap.
 * Filled once by Java, which learns it of a thread that stands on a return barrier (uh_frozen).
 */
typedef struct uh_chunks {
    uint64_t oop_base;
    uint64_t klass_word;       /* what the header of a chunk says of its class … */
    uint64_t klass_mask;       /* … in these bits … */
    int32_t klass_at;          /* … of the word here */
    uint32_t oop_shift;
    uint32_t oops_are_narrow;  /* 1: fields of objects that point to others have 32 bits */
    /* offsets in bytes within a JavaThread */
    int32_t thread_stack_base;
    int32_t thread_object;     /* address of the word that points to the carrier's java.lang.Thread */
    int32_t thread_entry;      /* address of the innermost continuation's entry, which is on the stack */
    int32_t entry_bytes;       /* its size */
    /* offsets in bytes within objects; 0: not known yet */
    int32_t thread_continuation; /* java.lang.Thread.cont: the innermost continuation */
    int32_t continuation_tail;   /* Continuation.tail: its first chunk */
    int32_t chunk_parent;        /* fields of jdk.internal.vm.StackChunk */
    int32_t chunk_size;
    int32_t chunk_sp;
    int32_t chunk_bottom;
    int32_t chunk_stack;         /* its first word */
} uh_chunks;

/*
 * What is known of the running JVM. Filled once by Java; only the fields said to be "as last seen" change, those that are set later, and the count
 * of frozen_hits. heap_count uh_heaps follow it in memory.
 */
typedef struct uh_vm {
    uint64_t code_low;               /* lowest address of the code cache: compiled words count from here */
    uint64_t interpreter_low;
    uint64_t interpreter_size;
    uint64_t call_stub_return;       /* return address of Java called by the JVM */
    uint64_t continuation_return_at; /* where the JVM keeps the return address inside enterSpecial; 0 there: none yet */
    uint64_t continuation_return;    /* that address, as last seen */
    uint64_t continuation_blob;      /* its block, as last seen */
    uint64_t generation_at;          /* counter that moves before an interpreted method's memory is reused; 0: none */
    uint64_t shared_low;             /* class data archive: its methods are never freed, so need no generation */
    uint64_t shared_size;
    uint64_t barrier;                /* set later: return address of frames whose caller is frozen; 0: none was met yet */
    uint64_t chunks;                 /* set later: address of a uh_chunks; 0: frozen frames cannot be read */
    uint64_t frozen_hits;            /* stacks that were recognised and have frozen frames, if they are counted */
    uint32_t counts_frozen_hits;     /* 1: they are; only where hits are compared, which costs far more */
    uint32_t heap_count;
    uint32_t by_frame_pointer;       /* 1: compiled frames are chained by the frame pointer (mode fp) */
    /* offsets in bytes within a code heap's block */
    int32_t block_used;
    int32_t block_header;            /* from the block to its CodeBlob */
    /* offsets in bytes within a CodeBlob and its kinds */
    int32_t blob_kind;
    int32_t blob_size;
    int32_t blob_frame_size;
    int32_t blob_code_offset;
    int32_t blob_bytes;              /* size of the longest header: all of it must lie in the heap */
    int32_t nmethod_compile_id;
    int32_t nmethod_deopt_handler;
    int32_t nmethod_deopt_mh_handler;
    int32_t nmethod_orig_pc;
    int32_t nmethod_immutable_data;
    int32_t nmethod_immutable_size;
    int32_t nmethod_scopes_pcs;      /* -1: inlined frames are not counted */
    int32_t nmethod_scopes_data;
    int32_t pc_desc_pc;
    int32_t pc_desc_scope;
    int32_t pc_desc_bytes;
    int32_t upcall_frame_data;
    int32_t upcall_anchor;
    uint32_t kind_nmethod;
    uint32_t kind_upcall;
    /* offsets in bytes within frame anchors */
    int32_t anchor_sp;
    int32_t anchor_fp;
    int32_t anchor_pc;
    int32_t wrapper_anchor;
    /* bytes from the frame pointer */
    int32_t entry_wrapper;
    int32_t interpreter_sender_sp;   /* 0: not known, which only mode fp can do without */
    int32_t interpreter_bcp;         /* 0: not found */
    int32_t interpreter_method;      /* 0: not found */
    int32_t interpreter_locals;      /* 0: not found */
    int32_t interpreter_lowest;      /* lowest of the four */
    int32_t unused;
} uh_vm;

/* A stack that was not known: what the walk saw, for the caller to decide how much of it makes a key. */
typedef struct uh_draft {
    uint32_t claimed;               /* 1: belongs to a caller */
    uint32_t words;
    uint32_t end;                   /* UH_CUT … UH_ENDS of the whole walk */
    uint32_t probed_words;          /* the key that was not found: so many words … */
    uint32_t probed_end;            /* … and this end */
    uint32_t first_interpreted;     /* index of the first word that needs the generation; UH_MAX_WORDS: none */
    uint32_t key_words;             /* what the caller decides: so many words, 0 if they make no key, … */
    uint32_t key_end;               /* … walked to this end, … */
    int32_t key_value;              /* … stand for this row, 0 or more, or UH_NEVER */
    uint32_t unused;
    uint64_t generation;
    uint64_t word[UH_MAX_WORDS];
    uint32_t frames[UH_MAX_WORDS];  /* Java frames, inlined ones included, of word 0 up to this one */
} uh_draft;

/* Where Java finds the fields of a draft that it reads and writes. */
enum {
    UH_DRAFT_WORDS = offsetof(uh_draft, words),
    UH_DRAFT_END = offsetof(uh_draft, end),
    UH_DRAFT_PROBED_WORDS = offsetof(uh_draft, probed_words),
    UH_DRAFT_PROBED_END = offsetof(uh_draft, probed_end),
    UH_DRAFT_KEY_WORDS = offsetof(uh_draft, key_words),
    UH_DRAFT_KEY_END = offsetof(uh_draft, key_end),
    UH_DRAFT_KEY_VALUE = offsetof(uh_draft, key_value),
    UH_DRAFT_FRAMES = offsetof(uh_draft, frames),
    UH_DRAFT_BYTES = sizeof(uh_draft)
};

/* Private key cache: see "Keys" in underheap.c. */
typedef struct uh_cache {
    uint64_t firsts;       /* address of first_mask + 1 first_places: see there */
    uint64_t first_mask;
    uint64_t seconds;      /* address of second_mask + 1 words: addresses of paths, or 0 */
    uint64_t second_mask;
    uint64_t slot_mask;
    uint64_t slots;        /* address of slot_mask + 1 words */
    uint64_t entries;      /* address of the first entry */
    uint64_t known;        /* address of known_mask + 1 known frames: see there */
    uint64_t known_mask;
    uint64_t paths;        /* address of the first path */
    uint64_t bytes;        /* of all of it */
    uint64_t entry_bytes;  /* capacity */
    uint64_t path_bytes;   /* capacity */
    uint32_t first_words;  /* words after which a walk is looked up for the first time */
    uint32_t unused;
    /* What changes. */
    uint64_t entry_used;   /* bytes handed out; may exceed the capacity, the excess was refused */
    uint64_t path_used;    /* likewise */
    uint64_t slots_used;
    uh_draft draft[UH_DRAFTS];
} uh_cache;

enum {
    /* With callers inlined a site's frames are usually in two or three physical ones; a stack that needs more says so in
       its entry, at the price of a second look-up. */
    UH_FIRST_WORDS = 3,
    /* Bytes for paths for each byte of keys: a word of a key is one of the stack, a frame of a path is four. */
    UH_PATH_SHARE = 4,
    UH_CACHE_DRAFT = offsetof(uh_cache, draft)
};

/* The site row of the calling stack, or one of the negative numbers (UH_NEW_THREAD …). */
int64_t uh_site(uint64_t vm, uint64_t cache);

/*
 * Learns what the caller decided in a draft (key_words, key_end, key_value) and releases the draft. Returns 1 when
 * learned (or known already), 0 when the cache is full or there is no key.
 */
int64_t uh_learn(uint64_t cache, uint64_t draft);

/* Gives a draft back without learning it: 0. */
int64_t uh_release(uint64_t cache, uint64_t draft);

/*
 * Finds and remembers the bounds of the current thread's stack. Allocates; an ordinary downcall. 0: done. Otherwise all walks of
 * this thread are incomplete from now on, and it is not asked to find its bounds again. The arguments mean nothing: without them
 * this would be the only signature of its kind.
 */
int64_t uh_enter_thread(uint64_t ignored, uint64_t ignored_too);

/*
 * The processor's counter of time, of constant rate and the same on all processors wherever the kernel keeps its time
 * by it. The arguments mean nothing here either.
 */
int64_t uh_ticks(uint64_t ignored, uint64_t ignored_too);

/* A cache of `slots` (a power of two) slots and `entry_bytes` bytes of keys; 0 when memory is short. */
uint64_t uh_cache_new(uint64_t slots, uint64_t entry_bytes);
void uh_cache_free(uint64_t cache);

/* One physical frame in a snapshot. */
typedef struct uh_seen {
    uint64_t pc;
    uint64_t sp;
    uint64_t fp;
    uint64_t local[UH_LOCALS]; /* local[i] is the word i + 1 below the frame pointer; 0 below sp */
    uint32_t interpreted;      /* 1: its pc lies in the interpreter */
    uint32_t unused;
} uh_seen;

/* Where Java finds the fields of such a frame. */
enum {
    UH_SEEN_PC = offsetof(uh_seen, pc),
    UH_SEEN_SP = offsetof(uh_seen, sp),
    UH_SEEN_FP = offsetof(uh_seen, fp),
    UH_SEEN_LOCAL = offsetof(uh_seen, local),
    UH_SEEN_INTERPRETED = offsetof(uh_seen, interpreted),
    UH_SEEN_BYTES = sizeof(uh_seen)
};

/*
 * Calibration: up to UH_MAX_SEEN frames of the calling thread, innermost first, as uh_seens at `out`; returns how many.
 * Needs neither slots of interpreted frames nor entry frames. Where interpreted frames do not tell their caller's sp, it
 * may lose its way behind a compiled caller of one.
 */
int64_t uh_snapshot(uint64_t vm, uint64_t out);

/* What uh_frozen says of a thread. The words of headers are 0 where nothing is known that leads there. */
typedef struct uh_standing {
    uint64_t pc;                     /* where the walk ended */
    uint64_t blob;                   /* the code block that holds it; 0: none */
    uint64_t continuation_header[2]; /* first words of the innermost continuation */
    uint64_t chunk_header[2];        /* first words of its first chunk */
} uh_standing;

enum {
    UH_STANDING_PC = offsetof(uh_standing, pc),
    UH_STANDING_BLOB = offsetof(uh_standing, blob),
    UH_STANDING_CONTINUATION = offsetof(uh_standing, continuation_header),
    UH_STANDING_CHUNK = offsetof(uh_standing, chunk_header),
    UH_STANDING_BYTES = sizeof(uh_standing)
};

/*
 * Calibration: how the walk of the calling thread ends, and a uh_standing at `out`. Where it ends in code whose frame is not known, and
 * vm->chunks knows enough to find them, that tells of objects too.
 */
int64_t uh_frozen(uint64_t vm, uint64_t out);

/* Reads a word that may not be mapped: 1 and the word at `out`, or 0. Makes system calls; an ordinary downcall. */
int64_t uh_read(uint64_t address, uint64_t out);

#endif
