package io.github.underheap.record;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.HashMap;
import java.util.Map;

/**
 * Sites by number: 256 stacks for each kind of call, whose frames are the bits of the number.
 *
 * <p>A stack is, from the inside, the method that calls the library, one that is named after the kind of call, {@link #act}, and
 * {@value #BITS} frames of {@link #zero} or {@link #one}.
 */
final class OracleSites {

    /** Sites of each kind of call. */
    static final int COUNT = 200;

    private static final int BITS = 8;
    private static final int FIRST_BIT = 3;

    /** Java frames that make a site here. */
    static final int DEPTH = FIRST_BIT + BITS;

    private static final SiteNumber[] NUMBERS = SiteNumber.values();

    private OracleSites() {}

    /** What calls the library; each from one place only. */
    enum Call {
        ARENA(0),
        ALLOCATOR(1),
        REALLOCATED(2),
        HANDLE(3),
        RESIZED(4),
        CLOSE(5),
        CLOSE_AGAIN(6);

        private final int number;

        Call(int number) {
            this.number = number;
        }
    }

    static int site(Call call, int number) {
        return call.number << BITS | number;
    }

    /** Runs something that calls the library, with the stack of a site. */
    static void call(Call call, int number, Runnable action) {
        zero(0, number, call, action);
    }

    private static void zero(int level, int number, Call call, Runnable action) {
        if (level == BITS) {
            act(call, action);
        } else if ((number >>> level & 1) == 0) {
            zero(level + 1, number, call, action);
        } else {
            one(level + 1, number, call, action);
        }
    }

    private static void one(int level, int number, Call call, Runnable action) {
        if (level == BITS) {
            act(call, action);
        } else if ((number >>> level & 1) == 0) {
            zero(level + 1, number, call, action);
        } else {
            one(level + 1, number, call, action);
        }
    }

    private static void act(Call call, Runnable action) {
        switch (call) {
            case ARENA -> arena(action);
            case ALLOCATOR -> allocator(action);
            case REALLOCATED -> reallocated(action);
            case HANDLE -> handle(action);
            case RESIZED -> resized(action);
            case CLOSE -> close(action);
            case CLOSE_AGAIN -> closeAgain(action);
        }
    }

    private static void arena(Runnable action) {
        action.run();
    }

    private static void allocator(Runnable action) {
        action.run();
    }

    private static void reallocated(Runnable action) {
        action.run();
    }

    private static void handle(Runnable action) {
        action.run();
    }

    private static void resized(Runnable action) {
        action.run();
    }

    private static void close(Runnable action) {
        action.run();
    }

    private static void closeAgain(Runnable action) {
        action.run();
    }

    /** The numbers of each site of a profile. */
    static Map<Integer, ModelNumbers> read(Profile profile) {
        Map<Integer, ModelNumbers> read = new HashMap<>();
        String[] methods = new String[profile.frameLimit()];
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            ModelNumbers numbers = new ModelNumbers();
            for (SiteNumber number : NUMBERS) {
                numbers.set(number, site.get(number));
            }
            numbers.addOrigin(site.origin());
            if (read.put(number(profile, site, methods), numbers) != null) {
                throw new AssertionError("two sites of one stack: " + site.frames());
            }
        }
        return read;
    }

    private static int number(Profile profile, AllocationSite site, String[] methods) {
        int[] frames = site.frameNumbers();
        if (frames.length != DEPTH) {
            throw new AssertionError("not a stack of this test: " + site.frames());
        }
        int bits = 0;
        for (int i = FIRST_BIT; i < DEPTH; i++) {
            bits = bits << 1 | (method(profile, frames[i], methods).equals("one") ? 1 : 0);
        }
        return site(call(method(profile, frames[1], methods)), bits);
    }

    private static Call call(String method) {
        return switch (method) {
            case "arena" -> Call.ARENA;
            case "allocator" -> Call.ALLOCATOR;
            case "reallocated" -> Call.REALLOCATED;
            case "handle" -> Call.HANDLE;
            case "resized" -> Call.RESIZED;
            case "close" -> Call.CLOSE;
            case "closeAgain" -> Call.CLOSE_AGAIN;
            default -> throw new AssertionError("not a call of this test: " + method);
        };
    }

    private static String method(Profile profile, int number, String[] known) {
        if (known[number] == null) {
            Frame frame = profile.frame(number);
            known[number] = frame.methodName();
        }
        return known[number];
    }
}
