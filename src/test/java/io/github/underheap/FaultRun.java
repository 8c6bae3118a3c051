package io.github.underheap;

import io.github.underheap.config.Capture;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.record.FaultStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Goes one {@link FaultPath} again and again, while a fault comes in between somewhere, and says what is wrong then. Right is:
 *
 * <ul>
 *   <li>Nothing reaches the program, but of a call that has done nothing, and from calls that promise a result.
 *   <li>What profiles say is what they say without a fault, or a remark says that something is missing. No number is negative.
 *   <li>Another thread, which waits for nobody, loses nothing at the same sites afterwards; and whatever is open can be ended.
 * </ul>
 */
public final class FaultRun implements Supplier<List<String>>, IntFunction<List<String>> {

    private static final Pattern LOST = Pattern.compile("([\\d,]+) events could not be recorded");

    /** Where a call of the program has done nothing yet, and nothing can fail but the stack. */
    private static final Pattern DOORSTEP = Pattern.compile(".*\\.(AddressedBlocks\\.allocated"
            + "|Block\\.allocated|Block\\.freed|Block\\.resized|Block\\.<init>|Claimed\\.<init>).*");

    /** Who has thrown what reached the program. */
    enum By {
        /** Nothing of it may reach the program. */
        LIBRARY,
        /** The library, before it did anything. */
        DOORSTEP,
        /** Perhaps the arena that the library has called, which may have done half of its work. */
        ANYBODY
    }

    private final FaultPath path;
    private final Capture capture;
    private final Executor elsewhere =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private final Outcome right;
    /** As if the program had done nothing. */
    private final Outcome nothing;

    /**
     * What profiles say.
     *
     * @param then right after the fault
     * @param last when everything has ended
     * @param windows when they have closed
     * @param refused how often the program was refused something, as it should be
     */
    private record Outcome(Profile then, Profile last, List<Profile> windows, int refused) {

        List<Profile> all() {
            List<Profile> all = new ArrayList<>(List.of(then, last));
            all.addAll(windows);
            return all;
        }

        boolean isSaid() {
            return all().stream()
                    .flatMap(profile -> profile.remarks().stream())
                    .anyMatch(remark -> !remark.startsWith(PAUSED));
        }

        boolean is(Outcome other) {
            List<Profile> mine = all();
            List<Profile> others = other.all();
            boolean same = mine.size() == others.size();
            for (int i = 0; same && i < mine.size(); i++) {
                same = numbers(mine.get(i)).equals(numbers(others.get(i)));
            }
            return same;
        }
    }

    /** What is to be said of a path that pauses, fault or not. */
    private static final String PAUSED = "the tracker was paused or closed for a while; ";

    /**
     * A path, which is gone once without a fault.
     *
     * @throws IllegalStateException if something is wrong even then
     */
    public FaultRun(String path, String capture) {
        this.path = FaultPath.valueOf(path);
        this.capture = Capture.valueOf(capture);
        List<String> wrong = new ArrayList<>();
        FaultScene scene = before();
        FaultStep.learn();
        Throwable thrown = armed(scene);
        if (thrown != null) {
            throw new IllegalStateException(path + " without a fault", thrown);
        }
        right = outcome(scene, wrong);
        nothing = outcome(before(), wrong);
        if (right.isSaid()) {
            right.all().forEach(profile -> wrong.addAll(profile.remarks()));
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(path + " without a fault: " + wrong);
        }
    }

    /** Goes the path once, while {@link FaultStep} may fail. */
    @Override
    public List<String> get() {
        FaultScene scene = before();
        Throwable thrown = armed(scene);
        boolean isEarly = DOORSTEP.matcher(FaultStep.place()).matches();
        List<String> wrong = judge(scene, thrown, isEarly ? By.DOORSTEP : By.LIBRARY);
        return wrong.stream().map(line -> line + " [" + FaultStep.place() + "]").toList();
    }

    /**
     * Goes the path once, and stops at a step while another thread is at work.
     *
     * @param step its number, from 1 on
     */
    @Override
    public List<String> apply(int step) {
        List<String> wrong = new ArrayList<>();
        FaultScene scene = before();
        FaultStep.stopAt(step, () -> elsewhere(() -> meanwhile(scene, wrong)));
        Throwable thrown = armed(scene);
        if (thrown != null) {
            wrong.add("reached the program: " + thrown);
        }
        Profile then = elsewhere(() -> andMore(scene, scene.tracker.profile(), wrong));
        scene.end();
        Profile last = elsewhere(scene.tracker::profile);
        long lost = lost(last);
        long blocks =
                right.last.stats().allocCount() + scene.others - last.stats().allocCount();
        if (blocks < 0 || blocks > lost) {
            wrong.add(blocks + " blocks are missing, lost are " + lost);
        }
        if (last.stats().currentBytes() != 0 && right.last.stats().currentBytes() == 0 && lost == 0) {
            wrong.add(last.stats().currentBytes() + " bytes are live at the end");
        }
        for (Profile profile : List.of(then, last)) {
            check("", profile, profile, wrong);
            long difference =
                    profile.sum(SiteNumber.LIVE_BYTES) - profile.stats().currentBytes();
            if (difference != 0) {
                wrong.add("sums differ by " + difference);
            }
            for (String remark : profile.remarks()) {
                if (!LOST.matcher(remark).matches()) {
                    wrong.add(remark);
                }
            }
        }
        return wrong.stream().map(line -> line + " [" + FaultStep.place() + "]").toList();
    }

    /** What another thread does while the first one is stopped: it waits for nobody. */
    private static List<String> meanwhile(FaultScene scene, List<String> wrong) {
        for (int site = 0; site < 3; site++) {
            try (TrackingArena arena = scene.tracker.ofConfined()) {
                FaultScene.at(site, arena, 7);
                scene.others++;
            }
            scene.tracker.recordAlloc(11).freed();
            scene.others++;
        }
        if (!scene.arenas.isEmpty() && FaultScene.isClosable(scene.arena())) {
            try {
                FaultScene.at(0, scene.arena(), 13);
                scene.others++;
            } catch (IllegalStateException | WrongThreadException e) {
                // It is closed, or belongs to the thread that is stopped.
            }
        }
        for (Profile profile : List.of(scene.tracker.profile(), scene.tracker.profile())) {
            AllocStats stats = profile.stats();
            if (stats.currentBytes() < 0 || stats.currentBlocks() < 0 || stats.freeCount() < 0) {
                wrong.add("meanwhile: " + stats);
            }
        }
        return wrong;
    }

    private @Nullable Throwable armed(FaultScene scene) {
        FaultStep.arm();
        try {
            return act(scene);
        } finally {
            FaultStep.disarm();
        }
    }

    /** What a program has done before the fault. */
    FaultScene before() {
        FaultScene scene = new FaultScene(capture);
        path.before(scene);
        return scene;
    }

    /** What it does meanwhile; null, or what reached it. */
    @Nullable
    Throwable act(FaultScene scene) {
        try {
            path.act(scene);
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    /**
     * What is wrong after the act.
     *
     * @param by who has thrown it
     */
    List<String> judge(FaultScene scene, @Nullable Throwable thrown, By by) {
        List<String> wrong = new ArrayList<>();
        if (thrown != null && path.promisesAResult()) {
            // It is asked again, as a program would.
            path.act(scene);
        }
        Outcome outcome = outcome(scene, wrong);
        boolean reached = thrown != null && !path.promisesAResult();
        Outcome expected = reached && !outcome.is(right) ? nothing : right;
        boolean isRight = by != By.LIBRARY && outcome.is(expected);
        if (reached && !isRight && !(by == By.ANYBODY && outcome.isSaid())) {
            wrong.add("reached the program: " + thrown);
        }
        check("then", outcome.then, expected.then, wrong);
        check("last", outcome.last, expected.last, wrong);
        for (int i = 0; i < Math.min(outcome.windows.size(), right.windows.size()); i++) {
            check("window", outcome.windows.get(i), expected.windows.get(i), wrong);
        }
        if (!reached && (outcome.refused != right.refused || outcome.windows.size() != right.windows.size())) {
            wrong.add("the program was refused " + outcome.refused + " and has " + outcome.windows.size() + " windows");
        }
        return wrong;
    }

    /** Whether a row is left claimed, which is said: a thread that has claimed it may have no stack to give it back. */
    boolean isStuck(FaultScene scene) {
        Profile profile = elsewhere(scene.tracker::profile);
        return profile.remarks().stream()
                .anyMatch(remark -> remark.endsWith("is stopped while it books an event there"));
    }

    private Outcome outcome(FaultScene scene, List<String> wrong) {
        scene.now += 1_000;
        Profile then = elsewhere(() -> andMore(scene, scene.tracker.profile(), wrong));
        scene.end();
        scene.now += 1_000;
        Profile last = elsewhere(scene.tracker::profile);
        if (lost(last) != lost(then)) {
            wrong.add("lost later on: " + then.remarks() + " -> " + last.remarks());
        }
        List<Profile> windows = new ArrayList<>();
        for (Profiler window : scene.windows) {
            window.close();
            windows.add(window.profile());
        }
        return new Outcome(then, last, windows, scene.refused);
    }

    /** After a profile was taken: events of another thread at the same sites. */
    private static Profile andMore(FaultScene scene, Profile then, List<String> wrong) {
        int sites = Math.min(scene.segments.size() + 1, FaultScene.SITES);
        for (int site = 0; site < sites; site++) {
            try (TrackingArena arena = scene.tracker.ofConfined()) {
                FaultScene.at(site, arena, 7);
            }
        }
        AllocStats before = then.stats();
        AllocStats after = scene.tracker.snapshot();
        int counted = scene.isCounting ? sites : 0;
        if (after.totalBytes() != before.totalBytes() + 7L * counted
                || after.currentBytes() != before.currentBytes()
                || after.allocCount() != before.allocCount() + counted
                || after.currentBlocks() != before.currentBlocks()) {
            wrong.add("not counted afterwards: " + before + " -> " + after);
        }
        return then;
    }

    private static void check(String name, Profile profile, Profile expected, List<String> wrong) {
        for (AllocationSite site : profile.sites()) {
            for (SiteNumber number : SiteNumber.values()) {
                boolean isHalf = number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
                if (site.get(number) < 0 && !isHalf) {
                    wrong.add(name + ": " + number + " is " + site.get(number));
                }
            }
            if (site.logicalLiveBytes() < 0 || site.logicalLiveBlocks() < 0 || site.lifetimeNanos() < 0) {
                wrong.add(name + ": negative parts or lifetime");
            }
        }
        AllocStats stats = profile.stats();
        if (stats.currentBytes() < 0 || stats.currentBlocks() < 0 || stats.freeCount() < 0) {
            wrong.add(name + ": " + stats);
        }
        for (String remark : profile.remarks()) {
            // A window that could not be left has somebody stopped in it.
            boolean isLeave = (FaultStep.place().isEmpty() || FaultStep.place().contains(".record.Window."))
                    && remark.contains("in the window");
            if (remark.contains("under way") || (remark.contains("is stopped") && !isLeave)) {
                wrong.add(name + ": " + remark);
            }
        }
        if (profile.remarks().isEmpty() && !numbers(profile).equals(numbers(expected))) {
            wrong.add(name + ": unsaid " + numbers(profile) + " instead of " + numbers(expected));
        }
    }

    private static Map<String, List<Long>> numbers(Profile profile) {
        Map<String, List<Long>> numbers = new HashMap<>();
        for (AllocationSite site : profile.sites()) {
            List<Long> values = new ArrayList<>();
            for (SiteNumber number : SiteNumber.values()) {
                values.add(site.get(number));
            }
            numbers.put(site.frames().toString(), values);
        }
        AllocStats stats = profile.stats();
        numbers.put(
                "totals",
                List.of(
                        stats.allocCount(),
                        stats.totalBytes(),
                        stats.currentBytes(),
                        stats.currentBlocks(),
                        stats.peakBytes(),
                        stats.freeCount()));
        return numbers;
    }

    private static long lost(Profile profile) {
        long lost = 0;
        for (String remark : profile.remarks()) {
            Matcher matcher = LOST.matcher(remark);
            lost += matcher.matches() ? Long.parseLong(matcher.group(1).replace(",", "")) : 0;
        }
        return lost;
    }

    private <T> T elsewhere(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        elsewhere.execute(() -> {
            try {
                result.complete(action.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result.join();
    }
}
