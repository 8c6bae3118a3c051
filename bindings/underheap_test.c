/*
 * Unit tests of the helper against simulated stacks and code heaps. Everything the walk may read lies between pages that
 * cannot be read, so a read that leaves its bounds ends the test. Prints "ok <tests>" when all is well.
 */
#include "underheap.c"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static int checks;

#define CHECK(condition)                                                          \
    do {                                                                          \
        checks++;                                                                 \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

enum {
    STACK_WORDS = 512,
    SEGMENT = 128,
    SEGMENTS = 512, /* one page of segment map would be 4096; the map is placed at the end of its page */
    USED = 4,
    HEADER = 8,
    KIND = 56,
    SIZE = 24,
    FRAME = 44,
    CODE = 36,
    ID = 212,
    DEOPT = 176,
    DEOPT_MH = 180,
    ORIG = 208,
    IMMUTABLE = 96,
    IMMUTABLE_SIZE = 160,
    PCS = 196,
    SCOPES = 200,
    BLOB_BYTES = 224,
    CODE_AT = 256,
    KIND_NMETHOD = 1,
    KIND_STUB = 6,
    KIND_UPCALL = 11
};

static uint64_t page;
static uint64_t stack_end;   /* end of the simulated stack */
static uint64_t heap_low;
static uint64_t heap_end, map_end; /* what the JVM would keep in its own fields */
static uint8_t *map;
static uint64_t interpreter;
static uint64_t counter = 1;
static uint64_t return_inside_continuation;
static struct {
    uh_vm vm;
    uh_heap heap[1];
} jvm;
#define vm jvm.vm
static uh_draft out;
static uint64_t none_known; /* a cache that never learns */

/* `bytes` bytes that end where the readable pages end. */
static uint64_t guarded(uint64_t bytes) {
    uint64_t whole = (bytes + page - 1) / page * page;
    char *p = mmap(0, whole + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED || mprotect(p + page, whole, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        exit(1);
    }
    return (uint64_t)p + page + whole - bytes;
}

static void put32(uint64_t at, int32_t v) { *(int32_t *)at = v; }
static void put(uint64_t at, uint64_t v) { *(uint64_t *)at = v; }

/* A block of `segments` segments from segment `first` on; returns its blob. */
static uint64_t block(uint32_t first, uint32_t segments, int kind, int frame_words, int id) {
    uint64_t at = heap_low + first * SEGMENT, blob = at + HEADER;
    memset((void *)at, 0, segments * SEGMENT);
    for (uint32_t i = 0; i < segments; i++) map[first + i] = (uint8_t)(i < 0xFE ? i : 0xFE);
    *(uint8_t *)(at + USED) = 1;
    *(uint8_t *)(blob + KIND) = (uint8_t)kind;
    put32(blob + SIZE, (int32_t)(segments * SEGMENT - HEADER));
    put32(blob + CODE, CODE_AT);
    put32(blob + FRAME, frame_words);
    if (kind == KIND_NMETHOD) {
        put32(blob + ID, id);
        put32(blob + DEOPT, -1);
        put32(blob + DEOPT_MH, -1);
    }
    return blob;
}

/* The word at an address is another one for a moment. */
#define WITH_WORD(at, word, expectation)    \
    do {                                    \
        uint64_t at_ = (at), was_ = u64_at(at_); \
        put(at_, word);                     \
        expectation;                        \
        put(at_, was_);                     \
    } while (0)

#define WITH_BYTE(at, byte, expectation)      \
    do {                                      \
        uint8_t *at_ = (uint8_t *)(at), was_ = *at_; \
        *at_ = (uint8_t)(byte);               \
        expectation;                          \
        *at_ = was_;                          \
    } while (0)

static void set_up(void) {
    none_known = uh_cache_new(1, 0);
    page = (uint64_t)sysconf(_SC_PAGESIZE);
    stack_end = guarded(STACK_WORDS * WORD) + STACK_WORDS * WORD;
    heap_low = guarded(SEGMENTS * SEGMENT);
    heap_end = heap_low + SEGMENTS * SEGMENT;
    map = (uint8_t *)guarded(SEGMENTS);
    map_end = (uint64_t)map + SEGMENTS;
    memset(map, FREE_SEGMENT, SEGMENTS);
    interpreter = 0x7000;
    vm.code_low = heap_low;
    vm.interpreter_low = interpreter;
    vm.interpreter_size = 0x1000;
    vm.call_stub_return = 0x6000;
    vm.continuation_return_at = (uint64_t)&return_inside_continuation;
    vm.generation_at = (uint64_t)&counter;
    vm.shared_low = 0x100000;
    vm.shared_size = 0x100000;
    vm.heap_count = 1;
    jvm.heap[0] = (uh_heap){heap_low, heap_end, (uint64_t)&heap_end, (uint64_t)map, (uint64_t)&map_end, SEGMENTS, 7, 0};
    vm.block_used = USED;
    vm.block_header = HEADER;
    vm.blob_kind = KIND;
    vm.blob_size = SIZE;
    vm.blob_frame_size = FRAME;
    vm.blob_code_offset = CODE;
    vm.blob_bytes = BLOB_BYTES;
    vm.nmethod_compile_id = ID;
    vm.nmethod_deopt_handler = DEOPT;
    vm.nmethod_deopt_mh_handler = DEOPT_MH;
    vm.nmethod_orig_pc = ORIG;
    vm.nmethod_immutable_data = IMMUTABLE;
    vm.nmethod_immutable_size = IMMUTABLE_SIZE;
    vm.nmethod_scopes_pcs = PCS;
    vm.nmethod_scopes_data = SCOPES;
    vm.pc_desc_pc = 0;
    vm.pc_desc_scope = 4;
    vm.pc_desc_bytes = 16;
    vm.upcall_frame_data = 72;
    vm.upcall_anchor = 0;
    vm.kind_nmethod = KIND_NMETHOD;
    vm.kind_upcall = KIND_UPCALL;
    vm.anchor_sp = 0;
    vm.anchor_pc = 8;
    vm.anchor_fp = 16;
    vm.wrapper_anchor = 32;
    vm.entry_wrapper = -6 * WORD;
    vm.interpreter_sender_sp = -1 * WORD;
    vm.interpreter_bcp = -8 * WORD;
    vm.interpreter_method = -3 * WORD;
    vm.interpreter_lowest = -8 * WORD;
}

/* The walk itself, from any registers within [sp, base). Fills words, end, frames. */
static void walk_from(const uh_vm *of, uint64_t cache, uint64_t pc, uint64_t sp, uint64_t fp, uint64_t base, uint32_t words,
                      uh_draft *to) {
    walk w;
    begin(of, &w, pc, sp, fp, base);
    advance(of, (const uh_cache *)cache, &w, words > UH_MAX_WORDS ? UH_MAX_WORDS : words, 0);
    describe(of, &w, to);
}

/* Walks with nothing known. */
static void walk_cold(uint64_t pc, uint64_t sp, uint64_t fp, uint32_t words) {
    memset(&out, 0xAB, sizeof out);
    walk_from(&vm, none_known, pc, sp, fp, stack_end, words, &out);
}

/* Walks twice, the second time with a cache that has met this stack: that must not make a difference. */
static void walk_at(uint64_t pc, uint64_t sp, uint64_t fp, uint32_t words) {
    static uh_draft cold;
    walk_cold(pc, sp, fp, words);
    cold = out;
    uint64_t cache = uh_cache_new(64, 4096);
    walk w;
    begin(&vm, &w, pc, sp, fp, stack_end);
    look_up(&vm, (uh_cache *)cache, &w, 0);
    memset(&out, 0xAB, sizeof out);
    walk_from(&vm, cache, pc, sp, fp, stack_end, words, &out);
    uh_cache_free(cache);
    CHECK(memcmp(&out, &cold, sizeof out) == 0);
}

static uint64_t compiled_word(uint64_t pc, uint64_t id) { return id << 32 | (pc - heap_low); }

/* A compiled frame of 4 words at sp, returning to pc. */
static void compiled_frame(uint64_t sp, uint64_t pc) {
    put(sp + 3 * WORD, pc);
    put(sp + 2 * WORD, 0);
}

/* An interpreted frame whose pointer is fp. */
static void interpreted_frame(uint64_t fp, uint64_t bcp, uint64_t sender_sp, uint64_t caller_fp, uint64_t pc) {
    put(fp + vm.interpreter_bcp, bcp);
    put(fp - 1 * WORD, sender_sp);
    put(fp, caller_fp);
    put(fp + WORD, pc);
}

static void compiled_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 4, 8);
    uint64_t sp = stack_end - 20 * WORD;
    compiled_frame(sp, b + 300);
    compiled_frame(sp + 4 * WORD, a + 304);
    walk_at(a + 300, sp, 0, 3);
    CHECK(out.end == UH_CUT && out.words == 3);
    CHECK(out.word[0] == compiled_word(a + 300, 7));
    CHECK(out.word[1] == compiled_word(b + 300, 8));
    CHECK(out.word[2] == compiled_word(a + 304, 7));
    CHECK(out.frames[2] == 3 && out.generation == 0);
    /* The same addresses in a method compiled later are another word. */
    put32(b + ID, 9);
    walk_at(a + 300, sp, 0, 2);
    CHECK(out.word[1] == compiled_word(b + 300, 9));
}

static void stubs_add_no_word(void) {
    uint64_t stub = block(8, 2, KIND_STUB, 4, 0), a = block(0, 4, KIND_NMETHOD, 4, 7);
    uint64_t sp = stack_end - 20 * WORD;
    compiled_frame(sp, a + 300);
    walk_at(stub + 100, sp, 0, 1);
    CHECK(out.end == UH_CUT && out.words == 1 && out.word[0] == compiled_word(a + 300, 7));
}

static void interpreted_frames(void) {
    uint64_t fp = stack_end - 20 * WORD, sp = fp - 10 * WORD;
    interpreted_frame(fp, 0x5000, fp + 2 * WORD, 0, interpreter + 8);
    walk_at(interpreter + 4, sp, fp, 1);
    CHECK(out.end == UH_CUT && out.word[0] == (TAG_BYTECODE | 0x5000));
    CHECK(out.first_interpreted == 0 && out.generation == 1);
    /* A method of the archive needs no generation. */
    put(fp + vm.interpreter_bcp, 0x100008);
    walk_at(interpreter + 4, sp, fp, 1);
    CHECK(out.first_interpreted == UH_MAX_WORDS && out.generation == 0);
    /* A native method has no bytecode: its Method* stands for it. */
    put(fp + vm.interpreter_bcp, 0);
    put(fp - 3 * WORD, 0x4440);
    walk_at(interpreter + 4, sp, fp, 1);
    CHECK(out.word[0] == (TAG_NATIVE | 0x4440));
    put(fp - 3 * WORD, 0);
    walk_at(interpreter + 4, sp, fp, 1);
    CHECK(out.end == UH_NO_BYTECODE);
    put(fp + vm.interpreter_bcp, 0x5000);
    vm.generation_at = 0;
    walk_at(interpreter + 4, sp, fp, 1);
    CHECK(out.end == UH_NO_GENERATION && out.words == 0);
    vm.generation_at = (uint64_t)&counter;
    vm.interpreter_bcp = 0;
    walk_at(interpreter + 4, sp, fp, 1);
    CHECK(out.end == UH_NO_BYTECODE);
    vm.interpreter_bcp = -8 * WORD;
}

static void entry_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7);
    uint64_t fp = stack_end - 40 * WORD, sp = fp - 10 * WORD, wrapper = fp - 9 * WORD;
    uint64_t anchor = wrapper + 32, last = stack_end - 20 * WORD;
    put(fp - 6 * WORD, wrapper);
    put(anchor, 0);
    walk_at(vm.call_stub_return, sp, fp, 1);
    CHECK(out.end == UH_BOTTOM_CALL && out.words == 0);
    put(anchor, last);
    put(anchor + 8, a + 300);
    put(anchor + 16, 0);
    walk_at(vm.call_stub_return, sp, fp, 1);
    CHECK(out.end == UH_CUT && out.word[0] == compiled_word(a + 300, 7));
    /* Without a pc in the anchor it lies just below the stack pointer. */
    put(anchor + 8, 0);
    put(last - WORD, a + 308);
    walk_at(vm.call_stub_return, sp, fp, 1);
    CHECK(out.word[0] == compiled_word(a + 308, 7));
    /* Anchors that lead down or out of the stack. */
    put(anchor, sp);
    walk_at(vm.call_stub_return, sp, fp, 1);
    CHECK(out.end == UH_NOT_RISING);
    put(anchor, stack_end);
    walk_at(vm.call_stub_return, sp, fp, 1);
    CHECK(out.end == UH_NOT_RISING);
    uint64_t outside[] = {0, 8, sp - 64, stack_end - 32, stack_end, ~0ull - 40, ~0ull - 7, wrapper + 1};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        put(fp - 6 * WORD, outside[i]);
        walk_at(vm.call_stub_return, sp, fp, 1);
        CHECK(out.end == UH_OFF_STACK);
    }
}

static void upcalls(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), up = block(12, 2, KIND_UPCALL, 8, 0);
    uint64_t sp = stack_end - 40 * WORD, last = stack_end - 20 * WORD;
    put32(up + 72, 16);
    put(sp + 16, 0);
    walk_at(up + 120, sp, 0, 1);
    CHECK(out.end == UH_BOTTOM_UPCALL);
    put(sp + 16, last);
    put(sp + 24, a + 300);
    walk_at(up + 120, sp, 0, 1);
    CHECK(out.end == UH_CUT && out.word[0] == compiled_word(a + 300, 7));
    int32_t outside[] = {-8, 40 * WORD, 40 * WORD - 16, INT32_MAX, INT32_MIN};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        put32(up + 72, outside[i]);
        walk_at(up + 120, sp, 0, 1);
        CHECK(out.end == UH_OFF_STACK);
    }
}

static void deoptimised_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 6, 7);
    uint64_t sp = stack_end - 20 * WORD;
    put32(a + DEOPT, 400);
    put32(a + DEOPT_MH, 404);
    put32(a + ORIG, 2 * WORD);
    put(sp + 5 * WORD, a + 300);
    for (int handler = 400; handler <= 404; handler += 4) {
        put(sp + 2 * WORD, a + 312);
        walk_at(a + handler, sp, 0, 1);
        CHECK(out.end == UH_CUT && out.word[0] == compiled_word(a + 312, 7));
        put(sp + 2 * WORD, a + 100000);
        walk_at(a + handler, sp, 0, 1);
        CHECK(out.end == UH_NO_CODE);
    }
    int32_t outside[] = {-8, 20 * WORD, 20 * WORD - 4, INT32_MAX, INT32_MIN};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        put32(a + ORIG, outside[i]);
        walk_at(a + 400, sp, 0, 1);
        CHECK(out.end == UH_OFF_STACK);
    }
}

static void continuations(void) {
    uint64_t enter = block(16, 4, KIND_NMETHOD, 6, 3), barrier = block(20, 2, KIND_STUB, 0, 0);
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 20 * WORD;
    compiled_frame(sp, enter + 304);
    return_inside_continuation = 0;
    walk_at(a + 300, sp, 0, 2);
    CHECK(out.end == UH_CUT && out.words == 2);
    return_inside_continuation = enter + 300; /* another pc of the same block */
    walk_at(a + 300, sp, 0, 2);
    CHECK(out.end == UH_BOTTOM_CONTINUATION && out.words == 1);
    compiled_frame(sp, barrier + 100);
    walk_at(a + 300, sp, 0, 2);
    CHECK(out.end == UH_NO_FRAME_SIZE && out.words == 1);
    return_inside_continuation = 0;
}

/* The sizes that the methods tell are wrong on purpose: the pointers alone count. */
static void frame_pointers(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 60 * WORD, fp = sp + 20 * WORD;
    vm.by_frame_pointer = 1;
    put(fp, fp + 8 * WORD);
    put(fp + WORD, a + 304);
    put(fp + 8 * WORD, fp + 16 * WORD);
    put(fp + 9 * WORD, a + 308);
    walk_cold(a + 300, sp, fp, 3);
    CHECK(out.end == UH_CUT && out.words == 3);
    CHECK(out.word[1] == compiled_word(a + 304, 7) && out.word[2] == compiled_word(a + 308, 7));
    uint64_t outside[] = {0, sp - WORD, stack_end, stack_end - WORD, fp + 1, ~0ull - 7};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        walk_cold(a + 300, sp, outside[i], 3);
        CHECK(out.end == UH_OFF_STACK);
    }
    /* A deoptimised frame of four words is found from its pointer, whatever sp is said to be. */
    put32(a + DEOPT, 400);
    put32(a + ORIG, WORD);
    put(fp - 2 * WORD + WORD, a + 312);
    walk_cold(a + 400, sp, fp, 1);
    CHECK(out.end == UH_CUT && out.word[0] == compiled_word(a + 312, 7));
    /* Where interpreted frames do not tell their caller's sp, their own end does. */
    vm.interpreter_sender_sp = 0;
    interpreted_frame(fp, 0x5000, 0, fp + 8 * WORD, a + 304);
    walk_cold(interpreter + 4, sp, fp, 2);
    CHECK(out.end == UH_CUT && out.word[1] == compiled_word(a + 304, 7));
    /* But nothing that is found from sp can be found then: an upcall's anchor, a stub's caller. */
    uint64_t up = block(12, 2, KIND_UPCALL, 8, 0), stub = block(8, 2, KIND_STUB, 4, 0);
    put32(up + 72, 16);
    put(fp + WORD, up + 120);
    walk_cold(interpreter + 4, sp, fp, 2);
    CHECK(out.end == UH_NO_FRAME_SIZE && out.words == 1);
    put(fp + WORD, stub + 100);
    walk_cold(interpreter + 4, sp, fp, 2);
    CHECK(out.end == UH_NO_FRAME_SIZE && out.words == 1);
    vm.interpreter_sender_sp = -1 * WORD;
    vm.by_frame_pointer = 0;
}

static void code_bounds(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 20 * WORD;
    uint64_t nowhere[] = {0, 1, heap_low - 1, heap_end, heap_end + SEGMENT, ~0ull, heap_low + 30 * SEGMENT};
    for (unsigned i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        walk_at(nowhere[i], sp, 0, 1);
        CHECK(out.end == UH_NO_CODE);
    }
    *(uint8_t *)(a - HEADER + USED) = 0;
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.end == UH_NO_CODE);
    /* A block so near the heap's end that its header would not fit. */
    block(SEGMENTS - 1, 1, KIND_STUB, 4, 0);
    walk_at(heap_end - 1, sp, 0, 1);
    CHECK(out.end == UH_NO_CODE);
    map[SEGMENTS - 1] = FREE_SEGMENT;
    /* Hops that lead before the first segment. */
    map[5] = 9;
    walk_at(heap_low + 5 * SEGMENT, sp, 0, 1);
    CHECK(out.end == UH_NO_CODE);
    map[5] = FREE_SEGMENT;
    /* The heap grew: the old end is only what was last seen. */
    jvm.heap[0].high = heap_low + 2 * SEGMENT;
    jvm.heap[0].map_size = 2;
    a = block(4, 4, KIND_NMETHOD, 4, 7);
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.end == UH_CUT && jvm.heap[0].high == heap_end && jvm.heap[0].map_size == SEGMENTS);
    /* Memory was committed, its map not yet. */
    jvm.heap[0].map_size = 2;
    map_end = (uint64_t)map + 2;
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.end == UH_NO_CODE);
    map_end = (uint64_t)map + SEGMENTS;
    jvm.heap[0].map_size = SEGMENTS;
}

static void frame_sizes(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 20 * WORD;
    int32_t sizes[] = {0, 1, -1, INT32_MIN, INT32_MAX, 21, 1 << 20};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        put32(a + FRAME, sizes[i]);
        walk_at(a + 300, sp, 0, 2);
        CHECK(out.end == (sizes[i] < 2 ? UH_NO_FRAME_SIZE : UH_OFF_STACK) && out.words == 0);
    }
    put32(a + FRAME, 20); /* ends exactly at the stack's end: no caller */
    walk_at(a + 300, sp, 0, 2);
    CHECK(out.end == UH_OFF_STACK);
}

/* Debug data: three scopes at offset 300, one at 304. */
static void inlined_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 20 * WORD;
    enum { DESCS = 3 * 16, DATA = 16 };
    uint64_t data = guarded(DESCS + DATA);
    int32_t pcs[] = {-1, 300 - CODE_AT, 304 - CODE_AT}, scopes[] = {0, 9, 1};
    for (int i = 0; i < 3; i++) {
        put32(data + i * 16, pcs[i]);
        put32(data + i * 16 + 4, scopes[i]);
    }
    uint8_t chain[DATA] = {1, 1, 1, 1, 1, 2, 1, 1, 1, 6, 1, 1, 1, 1, 1, 255};
    memcpy((void *)(data + DESCS), chain, DATA);
    put(a + IMMUTABLE, data);
    put32(a + IMMUTABLE_SIZE, DESCS + DATA);
    put32(a + PCS, 0);
    put32(a + SCOPES, DESCS);
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.frames[0] == 3);
    walk_at(a + 304, sp, 0, 1);
    CHECK(out.frames[0] == 1);
    walk_at(a + 308, sp, 0, 1); /* no description of this pc */
    CHECK(out.frames[0] == 1);
    *(uint8_t *)(data + DESCS + 9) = 10; /* a caller that is not before its callee */
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.frames[0] == 1);
    put32(data + 16 + 4, DATA - 1); /* a number that would go on beyond the end */
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.frames[0] == 1);
    put32(data + 16 + 4, DATA);
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.frames[0] == 1);
    put32(a + SCOPES, DESCS + DATA + 1);
    walk_at(a + 300, sp, 0, 1);
    CHECK(out.frames[0] == 1);
}

static uh_draft *claimed(uh_cache *c, uint32_t i, const uint64_t *words, uint32_t n, uint32_t probed) {
    uh_draft *d = &c->draft[i];
    d->claimed = 1;
    d->words = n;
    d->end = UH_CUT;
    d->probed_words = probed;
    d->probed_end = UH_CUT;
    d->first_interpreted = UH_MAX_WORDS;
    d->generation = 0;
    memcpy(d->word, words, n * WORD);
    return d;
}

static uint64_t new_cache(uint64_t slots, uint64_t entry_bytes, uint32_t first_words) {
    uint64_t address = uh_cache_new(slots, entry_bytes);
    CHECK(((uh_cache *)address)->first_words == UH_FIRST_WORDS);
    ((uh_cache *)address)->first_words = first_words;
    return address;
}

static int64_t learn(uint64_t cache, uint64_t draft, uint32_t words, uint32_t end, int32_t value) {
    uh_draft *d = &((uh_cache *)cache)->draft[draft];
    d->key_words = words;
    d->key_end = end;
    d->key_value = value;
    return uh_learn(cache, draft);
}

static void keys(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 60 * WORD;
    for (int i = 0; i < 12; i++) compiled_frame(sp + i * 4 * WORD, a + 300 + i);
    uint64_t address = new_cache(64, 4096, 2);
    uh_cache *c = (uh_cache *)address;
    walk w;
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    int64_t result = look_up(&vm, c, &w, 0);
    CHECK(result == UH_DRAFT);
    CHECK(c->draft[0].claimed == 1 && c->draft[0].probed_words == 2 && c->draft[0].words == 13);
    /* Six words make the site: two words say "more", six are the key. */
    CHECK(learn(address, 0, 6, UH_CUT, 41) == 1 && c->draft[0].claimed == 0);
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == 41 && w.n == 6);
    CHECK(c->slots_used == 2);
    /* The seventh frame does not matter, the sixth does. */
    compiled_frame(sp + 5 * 4 * WORD, a + 350);
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == 41);
    compiled_frame(sp + 4 * 4 * WORD, a + 350);
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == UH_DRAFT && c->draft[0].probed_words == 6);
    CHECK(learn(address, 0, 6, UH_CUT, UH_NEVER) == 1);
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == UH_NEVER);
    /* More threads learn at once than there are drafts. */
    for (int i = 0; i < UH_DRAFTS; i++) c->draft[i].claimed = 1;
    compiled_frame(sp, a + 360);
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == UH_NO_DRAFT);
    uh_release(address, 3);
    begin(&vm, &w, a + 299, sp, 0, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == UH_DRAFT - 3);
    CHECK(uh_learn(address, UH_DRAFTS) == 0);
    CHECK(learn(address, 3, 14, UH_CUT, 1) == 0 && c->draft[3].claimed == 0);
    uh_cache_free(address);
    CHECK(uh_cache_new(3, 64) == 0 && uh_cache_new(0, 64) == 0);
}

static void generations(void) {
    uint64_t fp = stack_end - 20 * WORD, sp = fp - 10 * WORD;
    interpreted_frame(fp, 0x5000, fp + 2 * WORD, 0, interpreter + 8);
    uint64_t address = new_cache(64, 4096, 1);
    uh_cache *c = (uh_cache *)address;
    walk w;
    begin(&vm, &w, interpreter + 4, sp, fp, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == UH_DRAFT);
    CHECK(learn(address, 0, 1, UH_CUT, 5) == 1);
    begin(&vm, &w, interpreter + 4, sp, fp, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == 5);
    counter++; /* the bytecode's memory may belong to another method now */
    begin(&vm, &w, interpreter + 4, sp, fp, stack_end);
    CHECK(look_up(&vm, c, &w, 0) == UH_DRAFT);
    uh_release(address, 0);
    uh_cache_free(address);
}

static void full_caches(void) {
    uint64_t address = new_cache(64, sizeof(entry) * 8 + 2 * WORD * 7, 1);
    uh_cache *c = (uh_cache *)address;
    int learned = 0;
    for (uint64_t i = 0; i < 20; i++) {
        uint64_t words[2] = {i, i};
        claimed(c, 0, words, 2, 2);
        learned += (int)learn(address, 0, 2, UH_CUT, (int32_t)i);
    }
    CHECK(learned == 7); /* the entries' bytes end first */
    uh_cache_free(address);
    address = new_cache(16, 1 << 16, 1);
    c = (uh_cache *)address;
    learned = 0;
    for (uint64_t i = 0; i < 40; i++) {
        claimed(c, 0, &i, 1, 1);
        learned += (int)learn(address, 0, 1, UH_CUT, (int32_t)i);
    }
    CHECK(learned == 12); /* three quarters of the slots */
    uh_cache_free(address);
}

enum { LEARNERS = 4, KEYS = 20000, KEY_WORDS = 3 };

static void key_words(uint64_t i, uint64_t *words) {
    for (uint64_t j = 0; j < KEY_WORDS; j++) words[j] = mixed(i, j) >> 2;
}

/* Learns all keys, each thread from another one on, and looks up every key it has learned. */
static void *learner(void *argument) {
    uh_cache *c = (uh_cache *)((uint64_t *)argument)[0];
    uint64_t number = ((uint64_t *)argument)[1];
    for (uint64_t k = 0; k < KEYS; k++) {
        uint64_t i = (k + number * 17) % KEYS, words[KEY_WORDS];
        key_words(i, words);
        claimed(c, (uint32_t)number, words, KEY_WORDS, KEY_WORDS);
        if (!learn((uint64_t)c, number, KEY_WORDS, UH_CUT, (int32_t)i)) return "refused";
        uint64_t hash = 0;
        for (int j = 0; j < KEY_WORDS; j++) hash = mixed(hash, words[j]);
        hash = key_hash(hash, KEY_WORDS, UH_CUT, 0);
        uint64_t *slot = slot_of(c, hash, words, KEY_WORDS, UH_CUT, 0);
        uint64_t value = slot ? __atomic_load_n(slot, __ATOMIC_ACQUIRE) : 0;
        if (!value || entry_at(c, value)->value != (int32_t)i) return "wrong value";
    }
    return 0;
}

static void racing_learners(void) {
    uint64_t address = new_cache(1 << 16, 8 << 20, 1), arguments[LEARNERS][2];
    pthread_t threads[LEARNERS];
    for (uint64_t i = 0; i < LEARNERS; i++) {
        arguments[i][0] = address;
        arguments[i][1] = i;
        CHECK(pthread_create(&threads[i], 0, learner, arguments[i]) == 0);
    }
    for (int i = 0; i < LEARNERS; i++) {
        void *wrong;
        CHECK(pthread_join(threads[i], &wrong) == 0 && wrong == 0);
    }
    CHECK(((uh_cache *)address)->slots_used == KEYS); /* no key twice */
    uh_cache_free(address);
}

static void threads_and_reads(void) {
    uint64_t word = 17, copy = 0;
    CHECK(uh_read((uint64_t)&word, (uint64_t)&copy) == 1 && copy == 17);
    CHECK(uh_read(0, (uint64_t)&copy) == 0 && uh_read(stack_end, (uint64_t)&copy) == 0 && uh_read(~0ull - 6, (uint64_t)&copy) == 0);
    uint64_t address = new_cache(64, 4096, 2);
    CHECK(uh_site((uint64_t)&vm, address) == UH_NEW_THREAD);
    /* The main thread's bounds are read from a file. A thread that has failed to find them is not sent to look again. */
    struct rlimit files, none;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    none = files, none.rlim_cur = 0;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    CHECK(uh_enter_thread(0, 0) == -1);
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
    CHECK(uh_site((uint64_t)&vm, address) == UH_INCOMPLETE - UH_OFF_STACK);
    uh_seen nothing[UH_MAX_SEEN];
    CHECK(uh_snapshot((uint64_t)&vm, (uint64_t)nothing) == -1);
    CHECK(uh_enter_thread(0, 0) == 0);
    uint64_t here = (uint64_t)__builtin_frame_address(0);
    CHECK(stack_low < here && here < stack_base);
    /* Called by C, so the caller's return address is no Java code. */
    CHECK(uh_site((uint64_t)&vm, address) == UH_INCOMPLETE - UH_NO_CODE);
    uh_cache_free(address);
}

/* A page of its own for each key, and no more: by default a kernel may give 2 MiB at the first touch. */
static void sparse_caches(void) {
    uint64_t address = new_cache(1 << 15, 8 << 20, 2);
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    int inside = 0, advised = 0;
    while (maps && fgets(line, sizeof line, maps)) {
        unsigned long low, high;
        if (sscanf(line, "%lx-%lx ", &low, &high) == 2) inside = low <= address && address < high;
        else if (inside && strncmp(line, "VmFlags:", 8) == 0) advised = strstr(line, " nh") != 0;
    }
    /* A kernel without huge pages has no such flag, and the emulator that runs these tests for aarch64 makes up the file. */
#if defined(__x86_64__)
    CHECK(advised || !maps || access("/sys/kernel/mm/transparent_hugepage", F_OK) != 0);
#else
    (void)advised;
#endif
    if (maps) fclose(maps);
    uh_cache_free(address);
}

static void tables(void) {
    struct {
        uint64_t number;
        const char *field, *type;
    } entries[] = {{1, "_a", "T"}, {2, 0, "T"}, {3, "_a", "T::U"}, {4, "_b", "T"}, {5, "_b", "TT"}, {6, "_z", 0}, {7, "_c", "T"}};
    const char *names[] = {"T::_a", "T::U::_a", "T::_b", "TT::_b", "T::_c", "T", "T::", "_a", "::_a", "T::_ab", "T:_a", ""};
    uint64_t numbers[] = {1, 3, 4, 5};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        uint64_t found = entry_named(names[i], (uint64_t)entries, sizeof *entries, 16, 8);
        CHECK(i < 4 ? found && u64_at(found) == numbers[i] : !found);
    }
    CHECK(entry_named("TT", (uint64_t)entries, sizeof *entries, 16, -1) == (uint64_t)&entries[4]);
    CHECK(entry_named("T::_a", (uint64_t)entries, sizeof *entries, 16, -1) == 0);
    /* There is no JVM here. */
    for (uint64_t table = 0; table < 4; table++) CHECK(uh_exported(table, (uint64_t)"nmethod") == 0);
}

static void ticks(void) {
    int64_t first = uh_ticks(0, 0), later = first;
    for (int i = 0; i < 1000000 && later == first; i++) later = uh_ticks(0, 0);
    CHECK(later > first);
    for (int i = 0; i < 1000; i++) {
        int64_t next = uh_ticks(0, 0);
        CHECK(next >= later);
        later = next;
    }
}

/* Walks 3 words from a frame at sp and expects them, then a cut. */
static void expect_walk(uint64_t cache, uint64_t pc, uint64_t sp, uint64_t fp, const uint64_t *words) {
    memset(&out, 0xAB, sizeof out);
    walk_from(&vm, cache, pc, sp, fp, stack_end, 3, &out);
    CHECK(out.end == UH_CUT && out.words == 3 && memcmp(out.word, words, 3 * WORD) == 0);
}

static void expect_end(uint64_t cache, uint64_t pc, uint64_t sp, uint64_t fp, uint32_t end, uint32_t words) {
    memset(&out, 0xAB, sizeof out);
    walk_from(&vm, cache, pc, sp, fp, stack_end, UH_MAX_WORDS, &out);
    CHECK(out.end == end && out.words == words);
}

/* Makes the frames of the stack at sp known. */
static void meet(uint64_t cache, uint64_t pc, uint64_t sp) {
    walk w;
    begin(&vm, &w, pc, sp, 0, stack_end);
    int64_t result = look_up(&vm, (uh_cache *)cache, &w, 0);
    CHECK(result == UH_DRAFT && uh_release(cache, 0) == 0);
}

static known_frame *known(uint64_t cache, uint64_t pc) { return (known_frame *)known_of(&vm, (uh_cache *)cache, pc); }

static void known_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 4, 8), sp = stack_end - 40 * WORD;
    uint64_t cache = new_cache(64, 4096, 2);
    compiled_frame(sp, b + 300);
    compiled_frame(sp + 4 * WORD, a + 304);
    meet(cache, a + 300, sp);
    known_frame *first = known(cache, a + 300), *second = known(cache, b + 300);
    CHECK(first && second && first->caller == (uint64_t)second);
    /* What is known is used: the size that the method tells is not read again. */
    put32(a + FRAME, 9);
    put32(b + FRAME, 9);
    const uint64_t words[] = {compiled_word(a + 300, 7), compiled_word(b + 300, 8), compiled_word(a + 304, 7)};
    expect_walk(cache, a + 300, sp, 0, words);
    /* The guess is followed, no place is searched: this copy of b's frame is in none. */
    known_frame copy = *second;
    copy.bytes = 6 * WORD;
    first->caller = (uint64_t)&copy;
    put(sp + 9 * WORD, a + 304);
    put(sp + 7 * WORD, 0);
    expect_walk(cache, a + 300, sp, 0, words);
    first->caller = (uint64_t)second;
    /* Another caller than the guess. */
    compiled_frame(sp, a + 304);
    compiled_frame(sp + 4 * WORD, b + 300);
    expect_walk(cache, a + 300, sp, 0, (uint64_t[]){compiled_word(a + 300, 7), compiled_word(a + 304, 7), compiled_word(b + 300, 8)});
    /* Another method with another frame at the same place. */
    b = block(4, 4, KIND_NMETHOD, 6, 9);
    a = block(0, 4, KIND_NMETHOD, 4, 7);
    compiled_frame(sp, b + 300);
    put(sp + 9 * WORD, a + 304);
    const uint64_t renewed[] = {compiled_word(a + 300, 7), compiled_word(b + 300, 9), compiled_word(a + 304, 7)};
    expect_walk(cache, a + 300, sp, 0, renewed);
    meet(cache, a + 300, sp);
    CHECK(known(cache, b + 300)->bytes == 6 * WORD);
    expect_walk(cache, a + 300, sp, 0, renewed);
    uh_cache_free(cache);
}

/* A known frame's method is gone, and other code stands where its pc was; the old compile id may stand there yet. */
static void forgotten_frames(void) {
    uint64_t sp = stack_end - 40 * WORD, blob = block(4, 8, KIND_NMETHOD, 4, 7), pc = blob + 700;
    uint64_t c = block(12, 4, KIND_NMETHOD, 4, 8), cache = new_cache(64, 4096, 2);
    compiled_frame(sp, pc + 4);
    compiled_frame(sp + 4 * WORD, pc + 8);
    meet(cache, pc, sp);
    CHECK(known(cache, pc));
    block(4, 8, KIND_STUB, 8, 0);
    put32(blob + ID, 7);
    put(sp + 7 * WORD, c + 300);
    compiled_frame(sp + 8 * WORD, c + 304);
    compiled_frame(sp + 12 * WORD, c + 308);
    expect_walk(cache, pc, sp, 0, (uint64_t[]){compiled_word(c + 300, 8), compiled_word(c + 304, 8), compiled_word(c + 308, 8)});
    block(4, 8, KIND_UPCALL, 8, 0);
    put32(blob + ID, 7);
    put32(blob + 72, 16);
    put(sp + 16, 0);
    expect_end(cache, pc, sp, 0, UH_BOTTOM_UPCALL, 0);
    /* A shorter block at the old start, and another method in the rest; then one method from further down. */
    block(4, 8, KIND_NMETHOD, 4, 7);
    block(9, 3, KIND_NMETHOD, 4, 9);
    compiled_frame(sp + 4 * WORD, pc + 8);
    expect_walk(cache, pc, sp, 0, (uint64_t[]){compiled_word(pc, 9), compiled_word(pc + 4, 9), compiled_word(pc + 8, 9)});
    block(2, 10, KIND_NMETHOD, 4, 10);
    put32(blob + ID, 7);
    *(uint8_t *)(blob + KIND) = KIND_NMETHOD;
    expect_walk(cache, pc, sp, 0, (uint64_t[]){compiled_word(pc, 10), compiled_word(pc + 4, 10), compiled_word(pc + 8, 10)});
    map[9] = 5, map[4] = 2; /* the same in two hops */
    expect_walk(cache, pc, sp, 0, (uint64_t[]){compiled_word(pc, 10), compiled_word(pc + 4, 10), compiled_word(pc + 8, 10)});
    /* The same place, but nothing is there. */
    block(4, 8, KIND_NMETHOD, 4, 7);
    CHECK(known(cache, pc));
    memset(map + 4, FREE_SEGMENT, 8);
    expect_end(cache, pc, sp, 0, UH_NO_CODE, 0);
    uh_cache_free(cache);
    /* So far from its method's start that one hop does not lead there. */
    cache = new_cache(64, 4096, 2);
    uint64_t large = block(100, 300, KIND_NMETHOD, 4, 11);
    pc = large + 299 * SEGMENT;
    compiled_frame(sp, pc);
    meet(cache, pc, sp);
    CHECK(known(cache, pc) && known(cache, pc)->hops == (254 << 8 | 45));
    WITH_BYTE(&map[100], 1, CHECK(!known(cache, pc)));
    WITH_BYTE(&map[145], 44, CHECK(!known(cache, pc)));
    WITH_BYTE(&map[399], 253, CHECK(!known(cache, pc)));
    CHECK(known(cache, pc));
    walk_at(pc, sp, 0, 2);
    CHECK(out.words == 2 && out.word[1] == compiled_word(pc, 11));
    /* As many hops as there is room for, and one more. */
    memset(map + 101, 1, 9);
    for (uint64_t hops = 8; hops <= 9; hops++) {
        pc = large + hops * SEGMENT;
        compiled_frame(sp, pc);
        meet(cache, pc, sp);
        CHECK(!known(cache, pc) == (hops > 8));
    }
    memset(map + 100, FREE_SEGMENT, 300);
    uh_cache_free(cache);
}

/* Other frames as callers and as callees of known ones. */
static void beside_known_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 4, 8);
    uint64_t sp = stack_end - 60 * WORD, fp = sp + 20 * WORD, cache = new_cache(64, 4096, 2);
    compiled_frame(sp, a + 304);
    compiled_frame(sp + 4 * WORD, interpreter + 4);
    meet(cache, a + 300, sp);
    CHECK(known(cache, a + 300) && known(cache, a + 304));
    /* An interpreted caller is found by the frame pointer that the known frame saved. */
    put(sp + 2 * WORD, fp);
    put(sp + 3 * WORD, interpreter + 4);
    interpreted_frame(fp, 0x100008, fp + 2 * WORD, 0, b + 300);
    expect_walk(cache, a + 300, sp, 0, (uint64_t[]){compiled_word(a + 300, 7), TAG_BYTECODE | 0x100008, compiled_word(b + 300, 8)});
    /* So is the frame in which the JVM called Java. */
    put(sp + 3 * WORD, vm.call_stub_return);
    put(fp - 6 * WORD, fp - 9 * WORD);
    put(fp - 9 * WORD + 32, 0);
    expect_end(cache, a + 300, sp, 0, UH_BOTTOM_CALL, 1);
    /* And a compiled caller that is not known, where frame pointers are kept: its own size is another one here. */
    vm.by_frame_pointer = 1;
    put(sp + 3 * WORD, b + 300);
    put(fp, fp + 8 * WORD);
    put(fp + WORD, b + 304);
    put(fp + 8 * WORD, fp + 16 * WORD);
    put(fp + 9 * WORD, a + 304);
    expect_walk(cache, a + 300, sp, 0, (uint64_t[]){compiled_word(a + 300, 7), compiled_word(b + 300, 8), compiled_word(b + 304, 8)});
    /* As the caller of an interpreted frame that does not tell its sp, even a known frame is left by its pointer. */
    vm.interpreter_sender_sp = 0;
    interpreted_frame(fp, 0x100008, 0, fp + 8 * WORD, a + 304);
    put(fp + 5 * WORD, interpreter + 4);
    put(fp + 9 * WORD, b + 304);
    put(fp + 17 * WORD, a + 304);
    expect_walk(cache, interpreter + 4, sp, fp, (uint64_t[]){TAG_BYTECODE | 0x100008, compiled_word(a + 304, 7), compiled_word(b + 304, 8)});
    put(sp + 2 * WORD, fp);
    put(sp + 3 * WORD, interpreter + 4);
    expect_walk(cache, a + 300, sp, 0, (uint64_t[]){compiled_word(a + 300, 7), TAG_BYTECODE | 0x100008, compiled_word(a + 304, 7)});
    vm.interpreter_sender_sp = -1 * WORD;
    vm.by_frame_pointer = 0;
    /* A known frame that would end beyond the stack, or with it. */
    expect_end(cache, a + 300, stack_end - 3 * WORD, 0, UH_OFF_STACK, 0);
    expect_end(cache, a + 300, stack_end - 4 * WORD, 0, UH_OFF_STACK, 0);
    uh_cache_free(cache);
}

/* More frames than there is room for are walked as if none were known. */
static void too_many_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), sp = stack_end - 100 * WORD, cache = new_cache(16, 4096, 2);
    for (int i = 0; i < 20; i++) compiled_frame(sp + i * 4 * WORD, a + 300 + i);
    meet(cache, a + 299, sp);
    int room = 0;
    for (int i = 0; i < 20; i++) room += known(cache, a + 300 + i) != 0;
    CHECK(((uh_cache *)cache)->known_mask == 7 && room > 0 && room <= 8);
    expect_walk(cache, a + 299, sp, 0, (uint64_t[]){compiled_word(a + 299, 7), compiled_word(a + 300, 7), compiled_word(a + 301, 7)});
    uh_cache_free(cache);
    /* Nor are the outer frames of a deep stack. */
    cache = new_cache(1024, 4096, 2);
    sp = stack_end - 200 * WORD;
    for (int i = 0; i < 40; i++) compiled_frame(sp + i * 4 * WORD, a + 300 + i);
    meet(cache, a + 299, sp);
    for (int i = 0; i < 40; i++) CHECK(!known(cache, a + 299 + i) == (i >= KNOWN_WORDS));
    uh_cache_free(cache);
}

enum { WALKERS = 4, WALKS = 30000, CODES = 16, FRAMES = 12 };

/* Makes frames known and walks them, on a stack of its own that changes all the time. */
static void *walker(void *argument) {
    uint64_t cache = ((uint64_t *)argument)[0], end = ((uint64_t *)argument)[1], state = ((uint64_t *)argument)[2];
    uh_draft *seen_words = (uh_draft *)((uint64_t *)argument)[3];
    for (int i = 0; i < WALKS; i++) {
        uint64_t sp = end - (FRAMES + 1) * 4 * WORD, expected[FRAMES], pc = 0;
        for (uint64_t j = 0; j < FRAMES; j++) {
            state ^= state << 13, state ^= state >> 7, state ^= state << 17;
            uint64_t method = state >> 8 & (CODES - 1), here = heap_low + method * 4 * SEGMENT + HEADER + 300 + (state >> 16 & 1);
            expected[j] = compiled_word(here, method + 1);
            if (j == 0) pc = here;
            else compiled_frame(sp + (j - 1) * 4 * WORD, here);
        }
        walk w;
        begin(&vm, &w, pc, sp, 0, end);
        int64_t result = look_up(&vm, (uh_cache *)cache, &w, 0);
        if (result <= UH_DRAFT) uh_release(cache, (uint64_t)(UH_DRAFT - result));
        else if (result != UH_NO_DRAFT) return "no draft";
        walk_from(&vm, cache, pc, sp, 0, end, FRAMES, seen_words);
        if (seen_words->words != FRAMES || memcmp(seen_words->word, expected, sizeof expected) != 0) return "wrong words";
    }
    return 0;
}

static void racing_walkers(void) {
    for (uint64_t i = 0; i < CODES; i++) block((uint32_t)i * 4, 4, KIND_NMETHOD, 4, (int)i + 1);
    uint64_t arguments[WALKERS][4];
    for (int round = 0; round < 8; round++) {
        uint64_t address = new_cache(256, 64, 2);
        pthread_t threads[WALKERS];
        for (uint64_t i = 0; i < WALKERS; i++) {
            arguments[i][0] = address;
            if (round == 0) {
                arguments[i][1] = guarded(STACK_WORDS * WORD) + STACK_WORDS * WORD;
                arguments[i][3] = guarded(sizeof(uh_draft));
            }
            arguments[i][2] = 88172645463325252ull + i * 7919 + (uint64_t)round;
            CHECK(pthread_create(&threads[i], 0, walker, arguments[i]) == 0);
        }
        for (int i = 0; i < WALKERS; i++) {
            void *wrong;
            CHECK(pthread_join(threads[i], &wrong) == 0 && wrong == 0);
        }
        uh_cache_free(address);
    }
}

/* ---- paths ---- */

/* Row of a stack that is found without a walk, or UH_NEVER. */
static int64_t by_path(uint64_t cache, uint64_t origin, uint64_t base) {
    const uh_cache *c = (const uh_cache *)cache;
    const path *p = path_in(&first_place_of(c, origin, base)->path);
    return p && !differs(&vm, p, origin, base) ? p->row : at_second_place(&vm, c, origin, base);
}

/* What the walk alone says with a guess; gives drafts back, which say in *probed what key was not found. */
static int64_t by_walk_with(uint64_t cache, uint64_t origin, uint64_t base, uint32_t guess, uint64_t *probed) {
    walk w;
    begin_at(&vm, &w, origin, base);
    int64_t result = look_up(&vm, (uh_cache *)cache, &w, guess);
    *probed = 0;
    if (result <= UH_DRAFT) {
        const uh_draft *d = &((uh_cache *)cache)->draft[UH_DRAFT - result];
        *probed = (uint64_t)d->probed_words << 32 | d->probed_end;
        uh_release(cache, (uint64_t)(UH_DRAFT - result));
    }
    return result;
}

/* The same by a walk of its own for each key that is looked for. */
static int64_t by_fresh_walks(uint64_t cache, uint64_t origin, uint64_t base, uint32_t guess, uint64_t *probed) {
    const uh_cache *c = (const uh_cache *)cache;
    uint32_t needed = guess ? guess : c->first_words;
    *probed = 0;
    for (;; guess = 0) {
        walk w;
        begin_at(&vm, &w, origin, base);
        advance(&vm, c, &w, needed, 0);
        uint64_t value = 0;
        if (w.end <= UH_BOTTOM_CONTINUATION) {
            uint64_t generation = w.first_interpreted < w.n ? counter : 0;
            uint64_t *slot = slot_of(c, key_hash(w.hash, w.n, w.end, generation), w.word, w.n, w.end, generation);
            value = slot ? *slot : 0;
        } else if (!guess) {
            return UH_INCOMPLETE - (int64_t)w.end;
        }
        if (!value) {
            if (!guess) {
                *probed = (uint64_t)w.n << 32 | w.end;
                return UH_DRAFT;
            }
            needed = c->first_words;
            continue;
        }
        int32_t known = entry_at(c, value)->value;
        if (known > MORE) return known;
        needed = (uint32_t)(MORE - known);
        if (needed <= w.n || needed > UH_MAX_WORDS) return UH_NEVER;
    }
}

/* What the walk alone says without a guess; with one it says what walks of their own say. */
static int64_t by_walk_alone(uint64_t cache, uint64_t origin, uint64_t base) {
    static uint32_t turn;
    uint64_t probed, expected;
    if (++turn % 8 == 0) {
        uint32_t guess = turn / 8 % 3 ? turn / 8 % 40 + 1 : 0;
        int64_t found = by_walk_with(cache, origin, base, guess, &probed);
        CHECK(found == by_fresh_walks(cache, origin, base, guess, &expected) && probed == expected);
    }
    return by_walk_with(cache, origin, base, 0, &probed);
}

/* As uh_site with this stack. */
static int64_t site_at(uint64_t cache, uint64_t origin, uint64_t base) {
    int64_t row = by_path(cache, origin, base);
    return row >= 0 ? row : by_walk(&vm, (uh_cache *)cache, origin, base, 0);
}

/* Learns a stack that ends in stack_end and meets it again until it has a path. */
static void meet_path(uint64_t cache, uint64_t origin, uint32_t words, uint32_t end, int32_t row) {
    CHECK(site_at(cache, origin, stack_end) == UH_DRAFT && learn(cache, 0, words, end, row) == 1);
    for (int times = 0; by_path(cache, origin, stack_end) != row; times++) {
        CHECK(times < 64);
        CHECK(by_walk(&vm, (uh_cache *)cache, origin, stack_end, 0) == row);
    }
    CHECK(by_walk_alone(cache, origin, stack_end) == row);
}

/* No path fits what the walk does not know either. */
static void expect_none(uint64_t cache, uint64_t origin) {
    CHECK(by_path(cache, origin, stack_end) == UH_NEVER);
    CHECK(by_walk_alone(cache, origin, stack_end) < 0);
}

/* No path fits, whatever the walk says. */
static void expect_doubt(uint64_t cache, uint64_t origin) { CHECK(by_path(cache, origin, stack_end) == UH_NEVER); }

static void expect_row(uint64_t cache, uint64_t origin, int64_t row) {
    CHECK(by_path(cache, origin, stack_end) == row);
    CHECK(by_walk_alone(cache, origin, stack_end) == row);
}

/* Three compiled frames of 4, 6 and 4 words and a fourth that the key does not reach. Returns the origin. */
static uint64_t compiled_stack(uint64_t origin, uint64_t a, uint64_t b) {
    put(origin, 0);
    put(origin + WORD, a + 300);
    put(origin + 5 * WORD, b + 300);
    put(origin + 11 * WORD, a + 304);
    put(origin + 15 * WORD, a + 308);
    put(origin + 19 * WORD, 0);
    return origin;
}

static void paths(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8);
    uint64_t origin = compiled_stack(stack_end - 40 * WORD, a, b), cache = new_cache(64, 4096, 2);
    meet_path(cache, origin, 3, UH_CUT, 41);
    expect_row(cache, origin, 41);
    /* Each word, and each fact of the code, alone. */
    WITH_WORD(origin + WORD, a + 301, expect_none(cache, origin));
    WITH_WORD(origin + 5 * WORD, b + 301, expect_none(cache, origin));
    WITH_WORD(origin + 11 * WORD, a + 305, expect_none(cache, origin));
    WITH_WORD(origin + 11 * WORD, a + 304 + (1ull << 32), expect_none(cache, origin));
    WITH_WORD(origin + 15 * WORD, 0, expect_row(cache, origin, 41));
    WITH_BYTE(b + ID, 9, expect_none(cache, origin));
    WITH_BYTE(a + ID + 3, 1, expect_none(cache, origin));
    WITH_BYTE(b + KIND, KIND_STUB, expect_none(cache, origin));
    WITH_BYTE(&map[6], 1, expect_doubt(cache, origin)); /* the same block in two hops */
    WITH_BYTE(&map[6], FREE_SEGMENT, expect_none(cache, origin));
    WITH_BYTE(&map[4], FREE_SEGMENT, expect_none(cache, origin));
    /* A longer method that begins where a stays. */
    WITH_BYTE(&map[4], 4, expect_none(cache, origin));
    expect_row(cache, origin, 41);
    /* A stack that ends a word before the walk's last check, or before it begins. */
    const path *p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
    CHECK(p && p->row == 41 && p->frames == 3 && p->words == 0 && p->reach == 17 * WORD);
    CHECK(!differs(&vm, p, origin, origin + 17 * WORD) && by_walk_alone(cache, origin, origin + 17 * WORD) == 41);
    CHECK(differs(&vm, p, origin, origin + 16 * WORD) && by_walk_alone(cache, origin, origin + 16 * WORD) == UH_INCOMPLETE - UH_OFF_STACK);
    CHECK(differs(&vm, p, origin, origin + 2 * WORD) && differs(&vm, p, origin, origin));
    /* The same stack elsewhere is the same path, found from the next meeting on. Here it ends where the stack does. */
    uint64_t elsewhere = compiled_stack(stack_end - 20 * WORD, a, b), used = ((uh_cache *)cache)->path_used;
    CHECK(site_at(cache, elsewhere, stack_end) == 41);
    CHECK(by_path(cache, elsewhere, stack_end) == 41 && ((uh_cache *)cache)->path_used == used);
    uint64_t last = compiled_stack(stack_end - 24 * WORD, a, b) + 7 * WORD;
    memmove((void *)last, (void *)(last - 7 * WORD), 17 * WORD);
    CHECK(site_at(cache, last, stack_end) == 41 && by_path(cache, last, stack_end) == 41);
    /* Where the stack is too short for what is tried there, nothing of it is read. */
    for (uint64_t at = last + WORD; at <= stack_end - 3 * WORD; at += WORD) {
        put_path(&first_place_of((uh_cache *)cache, at, stack_end)->path, p);
        put_path(&first_place_of((uh_cache *)cache, at, stack_end)->guide, p);
        CHECK(by_path(cache, at, stack_end) == UH_NEVER);
    }
    uh_cache_free(cache);
}

/* Two trackers may want stacks of different depths, or give them different rows. */
static void paths_of_two_caches(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8);
    uint64_t origin = compiled_stack(stack_end - 40 * WORD, a, b);
    uint64_t one = new_cache(64, 4096, 2), other = new_cache(64, 4096, 2);
    meet_path(one, origin, 2, UH_CUT, 41);
    CHECK(by_path(other, origin, stack_end) == UH_NEVER);
    meet_path(other, origin, 4, UH_CUT, 42);
    expect_row(one, origin, 41);
    WITH_WORD(origin + 15 * WORD, a + 309, (expect_row(one, origin, 41), expect_none(other, origin)));
    uh_cache_free(one);
    expect_row(other, origin, 42);
    uh_cache_free(other);
}

/* A compiled frame, two interpreted ones, a compiled one. */
static uint64_t mixed_stack(uint64_t origin, uint64_t a, uint64_t b) {
    uint64_t sp = origin + 6 * WORD, fp = sp + 10 * WORD, outer = fp + 13 * WORD;
    memset((void *)origin, 0, 60 * WORD);
    put(origin + WORD, a + 300);
    put(sp - 2 * WORD, fp);
    put(sp - WORD, interpreter + 4);
    interpreted_frame(fp, 0x5000, fp + 3 * WORD, outer, interpreter + 8);
    interpreted_frame(outer, 0x100008, outer + 2 * WORD, 0x1234, b + 300);
    put(outer + 7 * WORD, a + 304);
    put(outer + 12 * WORD, 0);
    return origin;
}

static void paths_with_interpreted_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8);
    uint64_t origin = mixed_stack(stack_end - 70 * WORD, a, b), cache = new_cache(64, 8192, 2);
    uint64_t fp = origin + 16 * WORD, outer = fp + 13 * WORD;
    meet_path(cache, origin, 4, UH_CUT, 43);
    const path *p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
    CHECK(p && p->frames == 2 && p->words == 8 && p->generation == counter);
    WITH_WORD(fp + vm.interpreter_bcp, 0x5001, expect_none(cache, origin));
    WITH_WORD(outer + vm.interpreter_bcp, 0x100009, expect_none(cache, origin));
    WITH_WORD(origin + 5 * WORD, interpreter + 5, expect_doubt(cache, origin));
    WITH_WORD(origin + 5 * WORD, interpreter - 1, expect_none(cache, origin));
    WITH_WORD(fp + WORD, a + 300, expect_none(cache, origin));
    WITH_WORD(origin + 4 * WORD, fp - WORD, expect_none(cache, origin));
    WITH_WORD(fp, outer + WORD, expect_none(cache, origin));
    WITH_WORD(fp - WORD, fp + 4 * WORD, expect_doubt(cache, origin));
    WITH_WORD(outer - WORD, outer + 3 * WORD, expect_doubt(cache, origin));
    WITH_WORD(outer, 0, expect_row(cache, origin, 43)); /* nobody needs the pointer of a compiled caller */
    WITH_WORD((uint64_t)&counter, counter + 1, expect_none(cache, origin));
    expect_row(cache, origin, 43);
    /* At another depth the pointers are others, the distances are not. */
    uint64_t elsewhere = mixed_stack(stack_end - 60 * WORD, a, b);
    CHECK(site_at(cache, elsewhere, stack_end) == 43 && by_path(cache, elsewhere, stack_end) == 43);
    uh_cache_free(cache);
    /* Only methods of the archive: the generation may move. A native one has no bytecode. */
    cache = new_cache(64, 8192, 2);
    origin = mixed_stack(stack_end - 70 * WORD, a, b);
    put(fp + vm.interpreter_bcp, 0);
    put(fp + vm.interpreter_method, 0x100040);
    meet_path(cache, origin, 3, UH_CUT, 44);
    WITH_WORD((uint64_t)&counter, counter + 1, expect_row(cache, origin, 44));
    WITH_WORD(fp + vm.interpreter_method, 0x100048, expect_none(cache, origin));
    WITH_WORD(fp + vm.interpreter_bcp, 0x100040, expect_none(cache, origin));
    uh_cache_free(cache);
    /* The innermost frame interpreted: its pointer is the stub's. */
    cache = new_cache(64, 8192, 2);
    put(origin, fp);
    put(origin + WORD, interpreter + 4);
    meet_path(cache, origin, 2, UH_CUT, 45);
    WITH_WORD(origin, fp - WORD, expect_none(cache, origin));
    expect_row(cache, origin, 45);
    uh_cache_free(cache);
}

/* A compiled caller of an interpreted frame that does not tell its sp is as long as its pointer says, in the path too. */
static void paths_by_frame_pointers(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8);
    uint64_t origin = mixed_stack(stack_end - 70 * WORD, a, b), cache = new_cache(64, 8192, 2);
    uint64_t outer = origin + 29 * WORD, pointer = outer + 9 * WORD;
    vm.by_frame_pointer = 1;
    vm.interpreter_sender_sp = 0;
    put(origin, origin + 4 * WORD);
    put(outer, pointer);
    put(pointer, pointer + 4 * WORD);
    put(pointer + WORD, a + 304);
    put(pointer + 5 * WORD, a + 308);
    meet_path(cache, origin, 5, UH_CUT, 43);
    const path *p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
    CHECK(p && p->frames == 3 && p->words == 7);
    WITH_WORD(outer, pointer + WORD, expect_none(cache, origin));
    WITH_WORD(outer, 0, expect_none(cache, origin));
    WITH_WORD(outer + WORD, a + 300, expect_none(cache, origin));
    WITH_WORD(pointer + WORD, a + 305, expect_none(cache, origin));
    WITH_WORD(pointer, 0, expect_row(cache, origin, 43)); /* from here on sp is exact */
    WITH_BYTE(b + ID, 9, expect_none(cache, origin));
    WITH_BYTE(b + KIND, KIND_STUB, expect_none(cache, origin));
    expect_row(cache, origin, 43);
    uint64_t reach = p->reach;
    CHECK(!differs(&vm, p, origin, origin + reach) && by_walk_alone(cache, origin, origin + reach) == 43);
    CHECK(differs(&vm, p, origin, origin + reach - WORD) && by_walk_alone(cache, origin, origin + reach - WORD) < 0);
    uh_cache_free(cache);
    vm.interpreter_sender_sp = -1 * WORD;
    vm.by_frame_pointer = 0;
}

static void paths_to_a_bottom(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), up = block(12, 2, KIND_UPCALL, 8, 0), enter = block(16, 4, KIND_NMETHOD, 6, 3);
    uint64_t origin = stack_end - 60 * WORD, fp = origin + 20 * WORD, wrapper = fp - 9 * WORD, anchor = wrapper + 32;
    uint64_t cache = new_cache(64, 8192, 2);
    memset((void *)origin, 0, 60 * WORD);
    put(origin + WORD, a + 300);
    put(origin + 4 * WORD, fp);
    put(origin + 5 * WORD, vm.call_stub_return);
    put(fp - 6 * WORD, wrapper);
    meet_path(cache, origin, 1, UH_BOTTOM_CALL, 46);
    const path *p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
    CHECK(p->reach == 21 * WORD && by_walk_alone(cache, origin, origin + 21 * WORD) == 46);
    CHECK(by_walk_alone(cache, origin, origin + 20 * WORD) == UH_INCOMPLETE - UH_OFF_STACK);
    WITH_WORD(anchor, origin + 40 * WORD, expect_none(cache, origin)); /* other Java frames lie further out */
    WITH_WORD(anchor, 1, expect_none(cache, origin));
    WITH_WORD(fp - 6 * WORD, wrapper + WORD, expect_doubt(cache, origin));
    WITH_WORD(fp - 6 * WORD, 0, expect_none(cache, origin));
    WITH_WORD(origin + 4 * WORD, fp + WORD, expect_none(cache, origin));
    WITH_WORD(origin + 5 * WORD, vm.call_stub_return + 1, expect_none(cache, origin));
    uh_cache_free(cache);
    /* The anchor may end further out than anything else. */
    cache = new_cache(64, 8192, 2);
    WITH_WORD(fp - 6 * WORD, fp, {
        put(fp + 32, 0);
        meet_path(cache, origin, 1, UH_BOTTOM_CALL, 46);
        p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
        CHECK(p->reach == 27 * WORD && by_walk_alone(cache, origin, origin + 27 * WORD) == 46);
        CHECK(by_walk_alone(cache, origin, origin + 26 * WORD) == UH_INCOMPLETE - UH_OFF_STACK);
    });
    uh_cache_free(cache);
    /* The bottom of a longer stack: the first look-up says that there is more. */
    cache = new_cache(64, 8192, 1);
    meet_path(cache, origin, 1, UH_BOTTOM_CALL, 47);
    WITH_WORD(anchor, origin + 40 * WORD, expect_doubt(cache, origin));
    uh_cache_free(cache);
    /* An upcall from a thread without Java frames. */
    cache = new_cache(64, 8192, 2);
    put(origin + 5 * WORD, up + 120);
    put32(up + 72, 16);
    meet_path(cache, origin, 1, UH_BOTTOM_UPCALL, 48);
    p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
    CHECK(p->reach == 11 * WORD && by_walk_alone(cache, origin, origin + 11 * WORD) == 48);
    CHECK(by_walk_alone(cache, origin, origin + 10 * WORD) == UH_INCOMPLETE - UH_OFF_STACK);
    WITH_WORD(origin + 8 * WORD, origin + 40 * WORD, expect_none(cache, origin));
    WITH_BYTE(up + 72, 24, expect_doubt(cache, origin));
    WITH_BYTE(up + KIND, KIND_STUB, expect_none(cache, origin));
    WITH_BYTE(&map[13], FREE_SEGMENT, expect_none(cache, origin));
    uh_cache_free(cache);
    /* A virtual thread. */
    cache = new_cache(64, 8192, 2);
    put(origin + 5 * WORD, enter + 304);
    return_inside_continuation = enter + 300;
    meet_path(cache, origin, 1, UH_BOTTOM_CONTINUATION, 49);
    WITH_BYTE(enter + ID, 4, expect_doubt(cache, origin));
    WITH_WORD(origin + 5 * WORD, enter + 305, expect_doubt(cache, origin));
    expect_row(cache, origin, 49);
    uh_cache_free(cache);
    return_inside_continuation = 0;
}

/* Stubs, and calls from Java to native code to Java, lie between the frames of a key. */
static void paths_through_other_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8);
    uint64_t stub = block(8, 2, KIND_STUB, 4, 0), up = block(12, 2, KIND_UPCALL, 8, 0);
    uint64_t origin = stack_end - 80 * WORD, fp = origin + 24 * WORD, wrapper = fp - 9 * WORD, anchor = wrapper + 32;
    uint64_t last = origin + 30 * WORD, up_anchor = last + 6 * WORD, outer = origin + 50 * WORD, cache = new_cache(64, 8192, 2);
    memset((void *)origin, 0, 80 * WORD);
    put(origin + WORD, a + 300);
    put(origin + 5 * WORD, stub + 100);
    put(origin + 8 * WORD, fp);
    put(origin + 9 * WORD, vm.call_stub_return);
    put(fp - 6 * WORD, wrapper);
    put(anchor, last);
    put(anchor + 8, b + 300);
    put(last + 5 * WORD, up + 120);
    put32(up + 72, 0);
    put(up_anchor, outer);
    put(outer - WORD, a + 304);
    put(outer + 3 * WORD, a + 308);
    meet_path(cache, origin, 3, UH_CUT, 50);
    put32(stub + FRAME, 5);
    expect_none(cache, origin);
    put32(stub + FRAME, 4);
    WITH_BYTE(stub + KIND, KIND_NMETHOD, expect_none(cache, origin));
    WITH_BYTE(stub + KIND, KIND_STUB + 1, expect_doubt(cache, origin));
    WITH_WORD(origin + 5 * WORD, stub + 104, expect_doubt(cache, origin)); /* another call site of the stub */
    WITH_WORD(anchor, last + WORD, expect_none(cache, origin));
    WITH_WORD(anchor, 0, expect_none(cache, origin));
    WITH_WORD(anchor + 8, b + 301, expect_none(cache, origin));
    WITH_WORD(up_anchor, outer + WORD, expect_none(cache, origin));
    WITH_WORD(up_anchor, 0, expect_none(cache, origin));
    WITH_WORD(up_anchor + 8, a + 304, expect_doubt(cache, origin));
    WITH_WORD(outer - WORD, a + 305, expect_none(cache, origin));
    expect_row(cache, origin, 50);
    uh_cache_free(cache);
}

static void expect_no_path(uint64_t cache, uint64_t origin, int64_t row) {
    uint64_t used = ((uh_cache *)cache)->path_used;
    for (int i = 0; i < 64; i++) CHECK(site_at(cache, origin, stack_end) == row);
    CHECK(by_path(cache, origin, stack_end) == UH_NEVER && ((uh_cache *)cache)->path_used == used);
}

/* Large methods, and small ones where the segment map is no longer as it was when it was new. */
static void paths_of_several_hops(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), large = block(100, 300, KIND_NMETHOD, 6, 9);
    uint64_t origin = compiled_stack(stack_end - 40 * WORD, a, large), cache = new_cache(64, 4096, 2);
    put(origin + 5 * WORD, large + 299 * SEGMENT);
    meet_path(cache, origin, 3, UH_CUT, 61);
    expect_row(cache, origin, 61);
    const path *p = path_of((uh_cache *)cache, ((entry *)(((uh_cache *)cache)->entries + WORD))->path);
    CHECK(p && p->frames == 4 && p->frame[1].hop == 45 && p->frame[1].then == 0 && p->frame[2].hop == 254 && p->frame[2].then == 45);
    /* Each hop alone, and the block's start. */
    WITH_BYTE(&map[399], 253, expect_doubt(cache, origin));
    WITH_BYTE(&map[145], 44, expect_doubt(cache, origin));
    WITH_BYTE(&map[145], FREE_SEGMENT, expect_none(cache, origin));
    WITH_BYTE(&map[100], 4, expect_none(cache, origin));
    expect_row(cache, origin, 61);
    uh_cache_free(cache);
    memset(map + 101, 1, 8);
    cache = new_cache(64, 4096, 2);
    put(origin + 5 * WORD, large + 8 * SEGMENT);
    meet_path(cache, origin, 3, UH_CUT, 62);
    expect_row(cache, origin, 62);
    uh_cache_free(cache);
    memset(map + 100, FREE_SEGMENT, 300);
}

static void stacks_without_a_path(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8), large = block(100, 300, KIND_NMETHOD, 6, 9);
    uint64_t origin = compiled_stack(stack_end - 40 * WORD, a, b), cache = new_cache(64, 4096, 2);
    /* Deoptimised on the stack. */
    put32(b + DEOPT, 400);
    put32(b + ORIG, 0);
    put(origin + 5 * WORD, b + 400);
    put(origin + 6 * WORD, b + 300);
    CHECK(site_at(cache, origin, stack_end) == UH_DRAFT && learn(cache, 0, 3, UH_CUT, 51) == 1);
    expect_no_path(cache, origin, 51);
    /* When it is no longer, its tries are used up. The same stack in a new cache has a path, which does not fit the other one. */
    put(origin + 5 * WORD, b + 300);
    expect_no_path(cache, origin, 51);
    uh_cache_free(cache);
    cache = new_cache(64, 4096, 2);
    meet_path(cache, origin, 3, UH_CUT, 51);
    put(origin + 5 * WORD, b + 400);
    CHECK(by_path(cache, origin, stack_end) == UH_NEVER && by_walk_alone(cache, origin, stack_end) == 51);
    uh_cache_free(cache);
    /* Nine hops from its block's start. */
    cache = new_cache(64, 4096, 2);
    memset(map + 101, 1, 9);
    put(origin + 5 * WORD, large + 9 * SEGMENT);
    CHECK(site_at(cache, origin, stack_end) == UH_DRAFT && learn(cache, 0, 3, UH_CUT, 52) == 1);
    expect_no_path(cache, origin, 52);
    uh_cache_free(cache);
    memset(map + 100, FREE_SEGMENT, 300);
    /* Another stack than the entry's. */
    cache = new_cache(64, 4096, 2);
    put(origin + 5 * WORD, b + 300);
    meet_path(cache, origin, 3, UH_CUT, 51);
    entry *e = (entry *)(((uh_cache *)cache)->entries + WORD);
    e->path = 0;
    WITH_WORD(origin + 11 * WORD, a + 305, CHECK(!record(&vm, (uh_cache *)cache, e, origin, stack_end)));
    e->path = 0;
    CHECK(record(&vm, (uh_cache *)cache, e, origin, stack_end));
    uh_cache_free(cache);
    /* One frame more than a path has. */
    cache = new_cache(64, 8192, 2);
    origin = stack_end - 300 * WORD;
    put(origin, 0);
    for (int i = 0; i < PATH_FRAMES + 2; i++) put(origin + (1 + i * 4) * WORD, a + 300 + i);
    meet_path(cache, origin, PATH_FRAMES, UH_CUT, 53);
    put(origin - 3 * WORD, a + 299);
    CHECK(site_at(cache, origin - 4 * WORD, stack_end) == UH_DRAFT && learn(cache, 0, PATH_FRAMES + 1, UH_CUT, 54) == 1);
    expect_no_path(cache, origin - 4 * WORD, 54);
    expect_row(cache, origin, 53);
    /* No room is left; what is there stays. */
    uh_cache *c = (uh_cache *)cache;
    c->path_used = c->path_bytes - 64;
    origin = compiled_stack(stack_end - 40 * WORD, a, b);
    CHECK(site_at(cache, origin, stack_end) == UH_DRAFT && learn(cache, 0, 2, UH_CUT, 55) == 1);
    for (int i = 0; i < 64; i++) CHECK(site_at(cache, origin, stack_end) == 55);
    CHECK(by_path(cache, origin, stack_end) == UH_NEVER);
    uh_cache_free(cache);
    /* Distances that do not fit. */
    static recorder r;
    r.origin = origin;
    note_word(&r, origin + UINT32_MAX, 1, 0);
    CHECK(!r.refused && r.words == 1 && r.word[0].at == UINT32_MAX && r.reach == (1ull << 32) + WORD - 1);
    note_word(&r, origin + (1ull << 32), 1, 0);
    CHECK(r.refused && r.words == 1);
    r.refused = 0;
    r.pc_at = origin + (1ull << 32);
    note_block(&r, &vm, a + 300, a, KIND_NMETHOD, ID);
    CHECK(r.refused && r.frames == 0);
}

/* A frame that does not count may lie between two others: one key, two paths. */
static void keys_with_two_paths(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), stub = block(8, 2, KIND_STUB, 4, 0);
    uint64_t origin = stack_end - 40 * WORD, cache = new_cache(64, 4096, 2);
    put(origin, 0);
    put(origin + WORD, a + 300);
    put(origin + 9 * WORD, a + 304);
    put(origin + 13 * WORD, a + 308);
    put(origin + 5 * WORD, a + 304);
    meet_path(cache, origin, 2, UH_CUT, 56);
    for (int i = 0; i < 128; i++) {
        put(origin + 5 * WORD, i & 1 ? a + 304 : stub + 100);
        CHECK(site_at(cache, origin, stack_end) == 56);
    }
    expect_row(cache, origin, 56);
    put(origin + 5 * WORD, stub + 100);
    expect_row(cache, origin, 56);
    uh_cache_free(cache);
    /* Seven at most, however many there could be. */
    enum { PATH_BYTES = 128 };
    cache = new_cache(64, 4096, 2);
    put(origin + 5 * WORD, a + 304);
    meet_path(cache, origin, 2, UH_CUT, 57);
    put(origin + 5 * WORD, stub + 100);
    for (int i = 0; i < 150000; i++) {
        put32(stub + FRAME, 4 + i % 16);
        put(origin + (5 + 4 + i % 16) * WORD, a + 304);
        CHECK(site_at(cache, origin, stack_end) == 57);
    }
    uint64_t used = ((uh_cache *)cache)->path_used;
    CHECK(used > PATH_ALIGNED + 3 * PATH_BYTES && used <= PATH_ALIGNED + 7 * PATH_BYTES);
    uh_cache_free(cache);
}

enum { CHOICES = 7, SHAPES = 1 << CHOICES };

/* Stacks with one innermost pc and one depth, which differ in who called whom. */
static uint64_t chosen_stack(uint64_t one, uint64_t other, int shape) {
    uint64_t origin = stack_end - 80 * WORD;
    put(origin, 0);
    put(origin + WORD, one + 300);
    for (int i = 0; i < CHOICES; i++) put(origin + (5 + i * 4) * WORD, (shape >> i & 1 ? one : other) + 304);
    put(origin + (5 + CHOICES * 4) * WORD, one + 308);
    return origin;
}

static void many_stacks_of_one_depth(void) {
    uint64_t one = block(0, 4, KIND_NMETHOD, 4, 7), other = block(4, 4, KIND_NMETHOD, 4, 8), cache = new_cache(1 << 18, 1 << 16, 2);
    uh_cache *c = (uh_cache *)cache;
    for (int shape = 0; shape < SHAPES; shape++) {
        uint64_t origin = chosen_stack(one, other, shape);
        CHECK(by_walk(&vm, c, origin, stack_end, 0) == UH_DRAFT && learn(cache, 0, CHOICES + 2, UH_CUT, shape) == 1);
    }
    int missed = 0;
    for (int round = 0; round < 100; round++) {
        missed = 0;
        for (int i = 0; i < SHAPES; i++) {
            int shape = i * 37 % SHAPES;
            uint64_t origin = chosen_stack(one, other, shape);
            int64_t row = by_path(cache, origin, stack_end);
            missed += row < 0;
            CHECK((row < 0 ? by_walk(&vm, c, origin, stack_end, 0) : row) == shape);
        }
    }
    CHECK(missed < 8); /* some may share a second place */
    CHECK(c->path_used == PATH_ALIGNED + SHAPES * 320);
    uh_cache_free(cache);
}

/* Hits write nothing where a stack has its first place to itself, and an old path does not stay there for ever. */
static void stacks_compiled_anew(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 6, 8), cache = new_cache(64, 4096, 2);
    uint64_t origin = compiled_stack(stack_end - 40 * WORD, a, b);
    meet_path(cache, origin, 3, UH_CUT, 57);
    uint64_t *path_at = &first_place_of((uh_cache *)cache, origin, stack_end)->path, before = *path_at, draws = chances;
    for (int i = 0; i < 1000; i++) CHECK(site_at(cache, origin, stack_end) == 57);
    CHECK(*path_at == before && chances == draws);
    put(origin + 11 * WORD, a + 305);
    CHECK(site_at(cache, origin, stack_end) == UH_DRAFT && learn(cache, 0, 3, UH_CUT, 58) == 1);
    for (int i = 0; i < 1000; i++) CHECK(site_at(cache, origin, stack_end) == 58);
    CHECK(*path_at != before && ((const path *)*path_at)->row == 58);
    uh_cache_free(cache);
}

/* ---- random stacks ---- */

static uint64_t random_state;

static uint64_t below(uint64_t bound) {
    random_state ^= random_state << 13, random_state ^= random_state >> 7, random_state ^= random_state << 17;
    return (random_state >> 20) % bound;
}

enum { METHODS = 10, STUBS = 2 };
static uint64_t method[METHODS], plain_stub[STUBS], upcall_stub, enter_special;

static void code_of_random_stacks(void) {
    for (int i = 0; i < METHODS; i++) method[i] = block((uint32_t)i * 4, 4, KIND_NMETHOD, 4 + i % 5, i + 1);
    for (int i = 0; i < STUBS; i++) plain_stub[i] = block(60 + (uint32_t)i * 4, 4, KIND_STUB, 4 + i, 0);
    upcall_stub = block(80, 4, KIND_UPCALL, 8, 0);
    put32(upcall_stub + 72, 16);
    enter_special = block(84, 4, KIND_NMETHOD, 6, 100);
    return_inside_continuation = enter_special + 300;
}

/* The frame in which the JVM called Java, or native code did: an anchor tells where Java goes on. Returns that place. */
static uint64_t entered(uint64_t anchor, uint64_t *pc_at, uint64_t *fp_at, uint64_t last) {
    put(anchor, last);
    if (last) {
        put(anchor + 8, 0);
        *pc_at = below(2) ? anchor + 8 : last - WORD;
        *fp_at = anchor + 16;
    }
    return last;
}

/* A stack that obeys the rules of both modes, from a seed; the seed decides all. */
static void random_stack(uint64_t origin, uint64_t seed) {
    random_state = (seed + 1) * 0x9E3779B97F4A7C15ull;
    uint64_t sp = origin + 2 * WORD, pc_at = origin + WORD, fp_at = origin;
    for (uint64_t left = 1 + below(10); sp; left--) {
        uint64_t kind = left ? below(20) : 15 + below(5), fp = sp + (10 + below(2)) * WORD;
        if (kind < 11) {
            uint64_t m = below(METHODS);
            put(pc_at, method[m] + 300 + 4 * below(2));
            sp += (uint64_t)(4 + m % 5) * WORD;
            put(fp_at, sp - 2 * WORD);
            pc_at = sp - WORD, fp_at = sp - 2 * WORD;
        } else if (kind < 13) {
            uint64_t i = below(STUBS);
            put(pc_at, plain_stub[i] + 100);
            sp += (uint64_t)i32_at(plain_stub[i] + FRAME) * WORD;
            pc_at = sp - WORD, fp_at = sp - 2 * WORD;
        } else if (kind < 17) {
            uint64_t bcps[] = {0x5000, 0x5008, 0x100008, 0x100010, 0};
            put(pc_at, interpreter + 4 * below(2));
            put(fp_at, fp);
            put(fp + vm.interpreter_method, 0x7770 + 8 * below(2));
            put(fp + vm.interpreter_bcp, bcps[below(5)]);
            sp = fp + (2 + below(3)) * WORD;
            put(fp - WORD, sp);
            pc_at = fp + WORD, fp_at = fp;
        } else if (kind == 17) {
            put(pc_at, vm.call_stub_return);
            put(fp_at, fp);
            put(fp - 6 * WORD, fp - 9 * WORD);
            sp = entered(fp - 5 * WORD, &pc_at, &fp_at, left ? fp + (2 + below(3)) * WORD : 0);
        } else if (kind == 18) {
            put(pc_at, upcall_stub + 120);
            sp = entered(sp + (uint64_t)i32_at(upcall_stub + 72), &pc_at, &fp_at, left ? sp + (8 + below(3)) * WORD : 0);
        } else if (!left) {
            put(pc_at, enter_special + 304);
            sp = 0;
        }
        if (!left) sp = 0;
    }
}

/* One of the things that can be other than a path has them; 0 undoes it. */
static void change_code(uint64_t what) {
    static uint8_t *at, was;
    if (at) *at = was;
    at = 0;
    switch (what) {
        case 1: at = (uint8_t *)method[below(METHODS)] + ID + 1; break;
        case 2: at = (uint8_t *)plain_stub[below(STUBS)] + FRAME; break;
        case 3: at = (uint8_t *)upcall_stub + 72; break;
        case 4: at = &map[below(METHODS) * 4 + 2]; break;
        case 5: at = (uint8_t *)&counter; break;
        case 6: at = (uint8_t *)method[below(METHODS)] + KIND; break;
        default: return;
    }
    was = *at;
    uint8_t changed[] = {0, 1, (uint8_t)(was + 1), 24, 1, (uint8_t)(was + 1), KIND_STUB};
    *at = changed[what];
}

/* Whatever a path says, the walk says the same, on stacks of all kinds of frames and with everything changing. */
static void random_paths(void) {
#if defined(UH_EMULATED)
    enum { ROUNDS = 15000 };
#elif defined(UH_SANITIZED)
    enum { ROUNDS = 30000 };
#else
    enum { ROUNDS = 400000 };
#endif
    enum { SEEDS = 60 };
    code_of_random_stacks();
    /* By sizes; by pointers; by pointers where interpreted frames do not tell their caller's sp. */
    for (uint32_t mode = 0; mode < 3; mode++) {
        vm.by_frame_pointer = mode > 0;
        vm.interpreter_sender_sp = mode < 2 ? -1 * WORD : 0;
        uint64_t cache = new_cache(1 << 12, 1 << 18, 3), state = 7919 + mode, said = 0, doubts = 0, said_of_changed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            random_state = state;
            uint64_t seed = below(SEEDS), origin = stack_end - (300 + below(2)) * WORD, change = below(4) ? 0 : 1 + below(6);
            uint64_t word = mode ? 0 : below(3) ? 0 : origin + below(100) * WORD, other = origin + below(100) * WORD, half = below(2);
            change_code(change);
            state = random_state;
            random_stack(origin, seed);
            if (word) put(word, half ? u64_at(other) : u64_at(word) + WORD);
            int64_t row = by_path(cache, origin, stack_end), walked = by_walk_alone(cache, origin, stack_end);
            CHECK(row == UH_NEVER || row == walked);
            /* Also where the stack ends elsewhere: a path fits as long as the walk comes as far. */
            const path *first = path_in(&first_place_of((uh_cache *)cache, origin, stack_end)->path);
            uint64_t nearer = origin + (3 + below(120)) * WORD;
            if (first && !differs(&vm, first, origin, nearer)) CHECK(by_walk_alone(cache, origin, nearer) == first->row);
            else if (first && !differs(&vm, first, origin, stack_end)) CHECK(by_walk_alone(cache, origin, nearer) != first->row);
            said += row >= 0;
            said_of_changed += row >= 0 && (word || change);
            doubts += row < 0 && walked >= 0;
            int64_t result = row >= 0 ? row : by_walk(&vm, (uh_cache *)cache, origin, stack_end, 0);
            if (result <= UH_DRAFT) {
                uh_draft *d = &((uh_cache *)cache)->draft[UH_DRAFT - result];
                int whole = d->end <= UH_BOTTOM_CONTINUATION && (seed & 1);
                learn(cache, (uint64_t)(UH_DRAFT - result), whole ? d->words : d->probed_words + (seed >> 1 & 1), whole ? d->end : UH_CUT,
                      round);
            }
        }
        change_code(0);
        CHECK(said > ROUNDS / 3 && said_of_changed > ROUNDS / 20 && doubts > 0);
        uh_cache_free(cache);
    }
    vm.interpreter_sender_sp = -1 * WORD;
    vm.by_frame_pointer = 0;
    return_inside_continuation = 0;
}

enum { PATH_WALKS = 40000 };

/* Looks up, learns and looks up again, on a stack of its own; the row of a stack is what it was made from. */
static void *path_walker(void *argument) {
    uint64_t cache = ((uint64_t *)argument)[0], end = ((uint64_t *)argument)[1], state = ((uint64_t *)argument)[2], found = 0;
    for (int i = 0; i < PATH_WALKS; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        uint64_t shape = state >> 16 & 255, origin = end - (80 + (state >> 40 & 1)) * WORD;
        put(origin, 0);
        put(origin + WORD, method[0] + 300);
        for (uint64_t j = 0; j < 8; j++) put(origin + (5 + j * 4) * WORD, method[shape >> j & 1 ? 5 : 0] + 304);
        put(origin + 37 * WORD, method[0] + 308);
        int64_t row = by_path(cache, origin, end);
        found += row >= 0;
        if (row < 0) row = by_walk(&vm, (uh_cache *)cache, origin, end, 0);
        if (row <= UH_DRAFT) learn(cache, (uint64_t)(UH_DRAFT - row), 10, UH_CUT, (int32_t)shape);
        else if (row != UH_NO_DRAFT && row != (int64_t)shape) return "wrong row";
    }
    return found > PATH_WALKS / 2 ? 0 : "no paths";
}

static void racing_paths(void) {
    code_of_random_stacks();
    uint64_t arguments[WALKERS][3];
    for (int round = 0; round < 8; round++) {
        uint64_t address = new_cache(1 << 12, 1 << 16, 3);
        pthread_t threads[WALKERS];
        for (uint64_t i = 0; i < WALKERS; i++) {
            arguments[i][0] = address;
            if (round == 0) arguments[i][1] = guarded(STACK_WORDS * WORD) + STACK_WORDS * WORD;
            arguments[i][2] = 88172645463325252ull + i * 7919 + (uint64_t)round;
            CHECK(pthread_create(&threads[i], 0, path_walker, arguments[i]) == 0);
        }
        for (int i = 0; i < WALKERS; i++) {
            void *wrong;
            CHECK(pthread_join(threads[i], &wrong) == 0 && wrong == 0);
        }
        uh_cache_free(address);
    }
    return_inside_continuation = 0;
}

/* Stacks, frames and headers full of noise: any result will do, as long as there is one. */
static void noise(void) {
#if defined(UH_EMULATED)
    enum { ROUNDS = 12000 };
#elif defined(UH_SANITIZED)
    enum { ROUNDS = 25000 };
#else
    enum { ROUNDS = 400000 };
#endif
    uint64_t state = 88172645463325252ull, ended[UH_ENDS] = {0}, cache = new_cache(1 << 14, 64, 2);
    uint64_t paths = new_cache(1 << 12, 1 << 20, 1), tried = 0;
    for (int round = 0; round < ROUNDS; round++) {
        /* Code that is not all noise yet. */
        for (uint32_t i = 0; round % 2048 == 0 && i < SEGMENTS; i += 4) block(i, 4, KIND_NMETHOD, 4, (int)i + 1);
        uint64_t sp = stack_end - STACK_WORDS * WORD;
        for (uint64_t at = sp; at < stack_end; at += WORD) {
            state ^= state << 13, state ^= state >> 7, state ^= state << 17;
            uint64_t near = state >> 8;
            switch (state & 7) {
                case 0: put(at, state); break;
                case 1: put(at, sp + near % (STACK_WORDS * WORD)); break;
                case 2: put(at, (sp + near % (STACK_WORDS * WORD)) & ~7ull); break;
                case 3: put(at, interpreter + near % 0x1000); break;
                case 4: put(at, vm.call_stub_return); break;
                default: put(at, heap_low + near % (SEGMENTS * SEGMENT));
            }
            if (round % 8 && at > sp + 64 * WORD) break;
        }
        uint64_t blob = heap_low + (state >> 20) % (SEGMENTS / 4) * 4 * SEGMENT + HEADER;
        int kinds[] = {KIND_NMETHOD, KIND_NMETHOD, KIND_STUB, KIND_UPCALL};
        *(uint8_t *)(blob + KIND) = (uint8_t)kinds[state >> 60 & 3];
        put32(blob + FRAME, (int32_t)((state >> 33) % 24) - 1);
        put32(blob + DEOPT, (int32_t)((state >> 40) % 504));
        put32(blob + ORIG, (int32_t)((state >> 13) % 2000) - 100);
        map[(state >> 30) % SEGMENTS] = (uint8_t)(state >> 50);
        vm.by_frame_pointer = round & 1;
        uint64_t pc = heap_low + (state >> 24) % (SEGMENTS * SEGMENT);
        uint64_t from = round % 3 ? pc : interpreter + 1, fp = sp + (state >> 44) % 64 * WORD;
        if (round % 5 == 0) { /* what is known of frames is noise as well */
            walk w;
            begin(&vm, &w, from, sp, fp, stack_end);
            int64_t result = look_up(&vm, (uh_cache *)cache, &w, 0);
            CHECK(result <= UH_INCOMPLETE);
            if (result <= UH_DRAFT) uh_release(cache, (uint64_t)(UH_DRAFT - result));
        }
        /* So is what a path has to do with: it was recorded on another stack, and the code has changed since. */
        if (round % 7 == 0) {
            put(sp + WORD, from);
            put(sp, fp);
            int64_t result = site_at(paths, sp, stack_end);
            if (result <= UH_DRAFT) learn(paths, (uint64_t)(UH_DRAFT - result), 1 + (round & 1), UH_CUT, round);
            result = site_at(paths, sp, stack_end);
            if (result <= UH_DRAFT) uh_release(paths, (uint64_t)(UH_DRAFT - result));
            tried += by_path(paths, sp, stack_end) >= 0;
        }
        by_path(paths, sp + below(STACK_WORDS - 2) * WORD, stack_end);
        memset(&out, 0xAB, sizeof out);
        walk_from(&vm, round % 2 ? cache : none_known, from, sp, fp, stack_end, UH_MAX_WORDS, &out);
        CHECK(out.end < UH_ENDS && out.words <= UH_MAX_WORDS);
        ended[out.end]++;
    }
    /* The noise got everywhere that noise can get. */
    CHECK(ended[UH_NO_CODE] && ended[UH_NO_FRAME_SIZE] && ended[UH_OFF_STACK] && ended[UH_NOT_RISING]);
    CHECK(ended[UH_NO_BYTECODE]);
    CHECK(tried > 100);
    vm.by_frame_pointer = 0;
    uh_cache_free(cache);
    uh_cache_free(paths);
}

/* ---- frozen frames ---- */

/*
 * A made-up heap: a thread, its java.lang.Thread, its continuation and its chunks, each with unreadable pages where it ends. Names of offsets
 * are those of uh_chunks.
 */
enum {
    THREAD_BASE = 16,
    THREAD_OBJECT = 24,
    THREAD_ENTRY = 32,
    ENTRY_BYTES = 64,
    CONTINUATION = 40,
    TAIL = 24,
    KLASS_AT = 8,
    PARENT = 16,
    CHUNK_SIZE = 24,
    CHUNK_SP = 28,
    CHUNK_BOTTOM = 32,
    CHUNK_STACK = 48,
    KLASS = 0x4711,
    LOCALS = -7 * WORD
};

static uh_chunks chunks_known;
static uint64_t fake_thread, fake_object, fake_handle, fake_continuation;

/* An empty chunk of `words` words that ends where memory does. */
static uint64_t new_chunk(int32_t words, uint64_t parent) {
    uint64_t chunk = guarded(CHUNK_STACK + (uint64_t)words * WORD);
    put(chunk + KLASS_AT, 0x123400000000 | KLASS);
    put(chunk + PARENT, parent);
    put32(chunk + CHUNK_SIZE, words);
    put32(chunk + CHUNK_SP, words);
    put32(chunk + CHUNK_BOTTOM, words);
    return chunk;
}

static uint64_t chunk_word(uint64_t chunk, int32_t word) { return chunk + CHUNK_STACK + (uint64_t)word * WORD; }

/* A thread whose continuation begins 6 words above the walk's end, and whose first chunk is this one. */
static void mount(uint64_t chunk, uint64_t barrier, uint64_t end) {
    if (!fake_thread) {
        fake_thread = guarded(40);
        fake_handle = guarded(WORD);
        fake_object = guarded(48);
        fake_continuation = guarded(32);
        put(fake_thread + THREAD_OBJECT, fake_handle);
        put(fake_handle, fake_object);
    }
    put(fake_thread + THREAD_BASE, stack_end);
    put(fake_thread + THREAD_ENTRY, end + 6 * WORD);
    put(fake_object + CONTINUATION, fake_continuation);
    put(fake_continuation + TAIL, chunk);
    chunks_known = (uh_chunks){.klass_word = KLASS,
                               .klass_mask = 0xFFFFFFFF,
                               .klass_at = KLASS_AT,
                               .thread_stack_base = THREAD_BASE,
                               .thread_object = THREAD_OBJECT,
                               .thread_entry = THREAD_ENTRY,
                               .entry_bytes = ENTRY_BYTES,
                               .thread_continuation = CONTINUATION,
                               .continuation_tail = TAIL,
                               .chunk_parent = PARENT,
                               .chunk_size = CHUNK_SIZE,
                               .chunk_sp = CHUNK_SP,
                               .chunk_bottom = CHUNK_BOTTOM,
                               .chunk_stack = CHUNK_STACK};
    vm.barrier = barrier;
    vm.chunks = (uint64_t)&chunks_known;
    vm.interpreter_locals = LOCALS;
}

static void unmount(void) {
    vm.barrier = vm.chunks = 0;
    vm.interpreter_locals = 0;
}

/* Walks from a frame on the stack, on the thread that is mounted. */
static void walk_frozen(uint64_t pc, uint64_t sp, uint32_t words, uint64_t cache) {
    memset(&out, 0xAB, sizeof out);
    walk w;
    begin(&vm, &w, pc, sp, 0, stack_end);
    w.thread = fake_thread;
    advance(&vm, (const uh_cache *)cache, &w, words, 0);
    describe(&vm, &w, &out);
}

/* Freezes a compiled frame of 4 words, which is left to this pc, at a word of a chunk. */
static void frozen_frame(uint64_t chunk, int32_t at, uint64_t pc) {
    put(chunk_word(chunk, at) - WORD, pc);
    put32(chunk + CHUNK_SP, at);
}

static void frozen_compiled_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), b = block(4, 4, KIND_NMETHOD, 4, 8), stub = block(20, 2, KIND_STUB, 0, 0);
    uint64_t sp = stack_end - 40 * WORD;
    compiled_frame(sp, stub + 100);
    uint64_t outer = new_chunk(12, 0), empty = new_chunk(5, outer), inner = new_chunk(16, empty);
    frozen_frame(outer, 8, a + 312);
    /* Two frames, of which the last one ends where the chunk's arguments begin. */
    frozen_frame(inner, 11, b + 308);
    frozen_frame(inner, 7, b + 304);
    put(chunk_word(inner, 10), b + 308);
    put32(inner + CHUNK_BOTTOM, 15);
    mount(inner, stub + 100, sp + 4 * WORD);
    uint64_t caches[] = {none_known, uh_cache_new(64, 4096)};
    for (int known = 0; known < 3; known++) {
        uint64_t cache = caches[known > 0];
        walk_frozen(a + 300, sp, 9, cache);
        CHECK(out.end == UH_BOTTOM_CONTINUATION && out.words == 4);
        CHECK(out.word[0] == compiled_word(a + 300, 7) && out.word[1] == compiled_word(b + 304, 8));
        CHECK(out.word[2] == compiled_word(b + 308, 8) && out.word[3] == compiled_word(a + 312, 7));
        walk_frozen(a + 300, sp, 2, cache);
        CHECK(out.end == UH_CUT && out.words == 2);
        walk w;
        begin(&vm, &w, a + 300, sp, 0, stack_end);
        w.thread = fake_thread;
        if (known == 1) CHECK(look_up(&vm, (uh_cache *)cache, &w, 0) == UH_DRAFT);
    }
    /* The same frames on the stack are the same key. */
    static uh_draft frozen;
    walk_frozen(a + 300, sp, 9, none_known);
    frozen = out;
    uint64_t enter = block(16, 4, KIND_NMETHOD, 6, 3);
    compiled_frame(sp, b + 304);
    compiled_frame(sp + 4 * WORD, b + 308);
    compiled_frame(sp + 8 * WORD, a + 312);
    compiled_frame(sp + 12 * WORD, enter + 304);
    return_inside_continuation = enter + 300;
    walk_cold(a + 300, sp, 0, 9);
    CHECK(out.end == frozen.end && out.words == frozen.words && memcmp(out.word, frozen.word, 4 * WORD) == 0);
    return_inside_continuation = 0;
    uh_cache_free(caches[1]);
    unmount();
}

static void frozen_interpreted_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), stub = block(20, 2, KIND_STUB, 0, 0);
    uint64_t sp = stack_end - 40 * WORD;
    compiled_frame(sp, stub + 100);
    uint64_t chunk = new_chunk(40, 0);
    /* An interpreted frame whose pointer is word 22: its sp is 12, its caller's 24, or 26 if it has two more locals. */
    uint64_t fp = chunk_word(chunk, 22);
    frozen_frame(chunk, 12, interpreter + 8);
    put(chunk_word(chunk, 10), 12);
    put(fp + vm.interpreter_bcp, 0x5000);
    put(fp - WORD, 4);
    put(fp + LOCALS, 3);
    put(fp + WORD, a + 304);
    put(chunk_word(chunk, 29), interpreter + 12);
    /* The last one: pointer 38, locals up to the bottom. */
    put(chunk_word(chunk, 28), 10);
    uint64_t last = chunk_word(chunk, 38);
    put(last + vm.interpreter_bcp, 0x5008);
    put(last + LOCALS, 3);
    mount(chunk, stub + 100, sp + 4 * WORD);
    walk_frozen(a + 300, sp, 9, none_known);
    CHECK(out.end == UH_BOTTOM_CONTINUATION && out.words == 4);
    CHECK(out.word[1] == (TAG_BYTECODE | 0x5000) && out.word[2] == compiled_word(a + 304, 7));
    CHECK(out.word[3] == (TAG_BYTECODE | 0x5008) && out.first_interpreted == 1 && out.generation == 1);
    WITH_WORD(fp + vm.interpreter_bcp, 0, {
        put(fp - 3 * WORD, 0x4440);
        walk_frozen(a + 300, sp, 9, none_known);
        CHECK(out.end == UH_BOTTOM_CONTINUATION && out.word[1] == (TAG_NATIVE | 0x4440));
        put(fp - 3 * WORD, 0);
        walk_frozen(a + 300, sp, 9, none_known);
        CHECK(out.end == UH_NO_BYTECODE && out.words == 1);
    });
    uint64_t outside[] = {0, 1, 2, 27, 31, 40, 1ull << 60, ~0ull, ~0ull - 3};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        WITH_WORD(chunk_word(chunk, 10), outside[i], {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.words <= 4);
        });
        WITH_WORD(fp - WORD, outside[i], {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.words <= 5 && (outside[i] < 17 || out.end == UH_OFF_STACK || out.end == UH_BOTTOM_CONTINUATION));
        });
        WITH_WORD(fp + LOCALS, outside[i], {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.words <= 5);
        });
    }
    vm.generation_at = 0;
    walk_frozen(a + 300, sp, 9, none_known);
    CHECK(out.end == UH_NO_GENERATION && out.words == 1);
    vm.generation_at = (uint64_t)&counter;
    vm.interpreter_locals = 0;
    walk_frozen(a + 300, sp, 9, none_known);
    CHECK(out.end == UH_NO_BYTECODE && out.words == 1);
    unmount();
}

static void frozen_deoptimised_frames(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), stub = block(20, 2, KIND_STUB, 0, 0);
    uint64_t sp = stack_end - 40 * WORD, chunk = new_chunk(12, 0);
    compiled_frame(sp, stub + 100);
    put32(a + DEOPT, 400);
    put32(a + ORIG, WORD);
    frozen_frame(chunk, 8, a + 400);
    put(chunk_word(chunk, 9), a + 312);
    mount(chunk, stub + 100, sp + 4 * WORD);
    walk_frozen(a + 300, sp, 9, none_known);
    CHECK(out.end == UH_BOTTOM_CONTINUATION && out.words == 2 && out.word[1] == compiled_word(a + 312, 7));
    put(chunk_word(chunk, 9), a + 100000);
    walk_frozen(a + 300, sp, 9, none_known);
    CHECK(out.end == UH_NO_CODE);
    int32_t outside[] = {-8, 4 * WORD, 4 * WORD - 4, INT32_MAX, INT32_MIN};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        put32(a + ORIG, outside[i]);
        walk_frozen(a + 300, sp, 9, none_known);
        CHECK(out.end == UH_OFF_STACK && out.words == 1);
    }
    unmount();
}

/* Chunks and threads that are not what they should be. */
static void frozen_frames_that_are_not_read(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), stub = block(20, 2, KIND_STUB, 0, 0);
    uint64_t sp = stack_end - 40 * WORD, end = sp + 4 * WORD, chunk = new_chunk(12, 0);
    compiled_frame(sp, stub + 100);
    frozen_frame(chunk, 8, a + 304);
    mount(chunk, stub + 100, end);
    walk_frozen(a + 300, sp, 9, none_known);
    CHECK(out.end == UH_BOTTOM_CONTINUATION && out.words == 2);
#define NOT_READ                                    \
    do {                                            \
        walk_frozen(a + 300, sp, 9, none_known);    \
        CHECK(out.end == UH_BARRIER && out.words == 1); \
    } while (0)
    uint64_t entries[] = {0, end - WORD, end + 1, end + 257 * WORD, stack_end, stack_end - ENTRY_BYTES + WORD, ~0ull - 7};
    for (unsigned i = 0; i < sizeof entries / sizeof *entries; i++) WITH_WORD(fake_thread + THREAD_ENTRY, entries[i], NOT_READ);
    WITH_WORD(fake_thread + THREAD_BASE, stack_end - WORD, NOT_READ);
    WITH_WORD(fake_thread + THREAD_OBJECT, 0, NOT_READ);
    WITH_WORD(fake_handle, 0, NOT_READ);
    WITH_WORD(fake_handle, fake_object + 4, NOT_READ);
    WITH_WORD(fake_object + CONTINUATION, 0, NOT_READ);
    WITH_WORD(fake_object + CONTINUATION, fake_continuation + 2, NOT_READ);
    WITH_WORD(fake_continuation + TAIL, 0, NOT_READ);
    WITH_WORD(fake_continuation + TAIL, chunk + 4, NOT_READ);
    WITH_WORD(chunk + KLASS_AT, KLASS + 1, NOT_READ);
    vm.chunks = 0;
    NOT_READ;
    vm.chunks = (uint64_t)&chunks_known;
    int32_t places[][3] = {{-1, 12, 12}, {INT32_MIN, 12, 12}, {9, 8, 12}, {8, 13, 12}, {0, 12, 12}, {1, 12, 12}, {8, -1, 12}, {8, 12, -1}, {12, 12, 12}};
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        put32(chunk + CHUNK_SP, places[i][0]);
        put32(chunk + CHUNK_BOTTOM, places[i][1]);
        put32(chunk + CHUNK_SIZE, places[i][2]);
        NOT_READ;
    }
    put32(chunk + CHUNK_SP, 8), put32(chunk + CHUNK_BOTTOM, 12), put32(chunk + CHUNK_SIZE, 12);
    /* Parents: one that is none, one that is odd, and a ring of empty ones. */
    uint64_t ring = new_chunk(3, 0);
    put(ring + PARENT, ring);
    uint64_t parents[] = {fake_continuation - KLASS_AT, chunk + 4, ring};
    for (unsigned i = 0; i < sizeof parents / sizeof *parents; i++)
        WITH_WORD(chunk + PARENT, parents[i], {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.end == UH_OFF_STACK && out.words == 2);
        });
    /* Frames that are no Java code, and one that is longer than the chunk. */
    uint64_t nowhere[] = {0, stub + 100, stub + 104, heap_end, heap_low + 30 * SEGMENT};
    for (unsigned i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        WITH_WORD(chunk_word(chunk, 7), nowhere[i], {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.end == UH_NO_CODE && out.words == 1);
        });
    /* One of these sizes would end beyond the chunk, or nowhere. */
    uint64_t b = block(4, 4, KIND_NMETHOD, 5, 8);
    int32_t sizes[] = {5, 400, INT32_MAX};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        put32(b + FRAME, sizes[i]);
        WITH_WORD(chunk_word(chunk, 7), b + 300, {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.end == UH_BOTTOM_CONTINUATION && out.words == 2);
        });
    }
    int32_t none[] = {1, 0, -1, INT32_MIN};
    for (unsigned i = 0; i < sizeof none / sizeof *none; i++) {
        put32(b + FRAME, none[i]);
        WITH_WORD(chunk_word(chunk, 7), b + 300, {
            walk_frozen(a + 300, sp, 9, none_known);
            CHECK(out.end == UH_NO_FRAME_SIZE && out.words == 1);
        });
    }
#undef NOT_READ
    unmount();
}

/* A key that ends at a barrier says that only StackWalker knows the stack. */
static void barriers(void) {
    uint64_t a = block(0, 4, KIND_NMETHOD, 4, 7), stub = block(20, 2, KIND_STUB, 0, 0), sp = stack_end - 60 * WORD;
    for (int i = 0; i < 5; i++) compiled_frame(sp + i * 4 * WORD, i == 4 ? stub + 100 : a + 301 + i);
    walk_at(a + 300, sp, 0, 9);
    CHECK(out.end == UH_NO_FRAME_SIZE && out.words == 5);
    vm.barrier = stub + 100;
    walk_at(a + 300, sp, 0, 9);
    CHECK(out.end == UH_BARRIER && out.words == 5);
    uint64_t cache = new_cache(64, 4096, 2);
    walk w;
    begin(&vm, &w, a + 300, sp, 0, stack_end);
    CHECK(look_up(&vm, (uh_cache *)cache, &w, 0) == UH_DRAFT);
    CHECK(learn(cache, 0, 5, UH_BARRIER, UH_NEVER) == 1);
    begin(&vm, &w, a + 300, sp, 0, stack_end);
    CHECK(look_up(&vm, (uh_cache *)cache, &w, 0) == UH_NEVER);
    uh_cache_free(cache);
    vm.barrier = 0;
}

/* Whatever a chunk holds, nothing outside it is read: it lies between pages that cannot be. */
static void noise_in_chunks(void) {
#if defined(UH_SANITIZED) || defined(UH_EMULATED)
    enum { WORDS = 58, ROUNDS = 6000 };
#else
    enum { WORDS = 58, ROUNDS = 40000 };
#endif
    uint64_t code[] = {block(0, 4, KIND_NMETHOD, 4, 7) + 300, block(4, 4, KIND_NMETHOD, 2, 8) + 300,
                       block(8, 4, KIND_NMETHOD, 11, 9) + 300, interpreter + 8, interpreter + 16};
    uint64_t stub = block(20, 2, KIND_STUB, 0, 0), sp = stack_end - 40 * WORD;
    put32(code[0] - 300 + DEOPT, 304);
    put32(code[0] - 300 + ORIG, WORD);
    compiled_frame(sp, stub + 100);
    uint64_t chunks[2] = {new_chunk(WORDS, 0), 0};
    /* The other one begins where memory does. */
    chunks[1] = guarded(page);
    memcpy((void *)chunks[1], (void *)chunks[0], CHUNK_STACK);
    put32(chunks[1] + CHUNK_SIZE, (int32_t)((page - CHUNK_STACK) / WORD));
    random_state = 0x2545F4914F6CDD1Dull;
    uint32_t longest = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t chunk = chunks[round & 1];
        int32_t sp_word = (int32_t)below(WORDS), bottom = sp_word + (int32_t)below((uint64_t)(WORDS - sp_word) + 1);
        for (int32_t i = 0; i < WORDS; i++) {
            uint64_t word = below(3) ? code[below(5)] + (below(4) ? 0u : 4u) : below(2) ? below(30) : below(1ull << 40) << 24 | below(9);
            put(chunk_word(chunk, i), word);
        }
        put32(chunk + CHUNK_SP, sp_word);
        put32(chunk + CHUNK_BOTTOM, bottom);
        put(chunk + PARENT, below(2) ? 0 : chunks[~round & 1]);
        mount(chunk, stub + 100, sp + 4 * WORD);
        walk_frozen(code[0], sp, UH_MAX_WORDS, none_known);
        CHECK(out.words >= 1 && out.words <= UH_MAX_WORDS && out.end < UH_ENDS);
        if (out.words > longest) longest = out.words;
    }
    CHECK(longest > 8);
    unmount();
}

int main(void) {
    set_up();
    compiled_frames();
    stubs_add_no_word();
    interpreted_frames();
    entry_frames();
    upcalls();
    deoptimised_frames();
    continuations();
    barriers();
    frozen_compiled_frames();
    frozen_interpreted_frames();
    frozen_deoptimised_frames();
    frozen_frames_that_are_not_read();
    noise_in_chunks();
    frame_pointers();
    code_bounds();
    frame_sizes();
    inlined_frames();
    keys();
    known_frames();
    forgotten_frames();
    beside_known_frames();
    too_many_frames();
    generations();
    full_caches();
    racing_learners();
    racing_walkers();
    paths();
    paths_of_two_caches();
    paths_with_interpreted_frames();
    paths_by_frame_pointers();
    paths_to_a_bottom();
    paths_through_other_frames();
    paths_of_several_hops();
    stacks_without_a_path();
    keys_with_two_paths();
    many_stacks_of_one_depth();
    stacks_compiled_anew();
    random_paths();
    racing_paths();
    threads_and_reads();
    sparse_caches();
    ticks();
    tables();
    noise();
    printf("ok %d\n", checks);
    return 0;
}
