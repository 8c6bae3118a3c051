package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.Engine;
import io.github.underheap.Tracker;
import io.github.underheap.memory.Patience;
import io.github.underheap.record.Ledger.Entered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A ledger against a list of blocks, through eras that become others: every block is found until it ends, what a ledger hands over is what
 * is live, and no entry is ever negative or needed by nobody for long. With numbers of sites on both sides of each size at which a ledger changes.
 */
class LedgerTest {

    private static final int STEPS = 20_000;
    private static final int WINDOWS = 3;

    /** At which entries are pruned for the first time. */
    private static final int FIRST_PRUNE = 16;

    private final Recorder recorder = Engine.of(Tracker.create());
    private final Patience patience = Patience.USUAL;
    private final List<Window> windows = new ArrayList<>();
    private final List<Era> eras = new ArrayList<>();
    private final List<Live> blocks = new ArrayList<>();

    private record Live(Era era, int row, boolean parts, long bytes, int round) {}

    /** What entries are joined by. */
    private record Place(Era era, int row, boolean parts) {}

    private record Sum(long blocks, long bytes) {

        Sum and(Sum other) {
            return new Sum(blocks + other.blocks, bytes + other.bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,2", "2,3", "7,5", "8,7", "9,11", "15,13", "16,17", "17,19", "31,23", "32,29", "33,31", "63,37", "65,41",
        "200,43"
    })
    void holdsWhatIsLive(int sites, long seed) {
        for (boolean confined : new boolean[] {false, true}) {
            Ledger ledger = new Ledger(confined, 0, Ledger.End.EACH_CLOSE, null);
            run(ledger, sites, new Random(seed));
        }
    }

    private void run(Ledger ledger, int sites, Random random) {
        int mostPlaces = 0;
        eras.add(recorder.here());
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(1_000);
            if (choice < 480) {
                add(ledger, random, sites);
            } else if (choice < 970) {
                remove(ledger, random, sites);
            } else if (choice < 990) {
                nextEra(random);
            } else if (choice < 998) {
                // Most blocks end, so that entries become needless.
                for (int i = blocks.size(); i > 3; i--) {
                    remove(ledger, random, sites);
                }
            } else {
                assertThat(taken(ledger.takeAll(recorder))).as("step %d", step).isEqualTo(live());
                List<Live> before = List.copyOf(blocks);
                blocks.clear();
                before.forEach(block -> assertThat(remove(ledger, block)).isEqualTo(Entered.OVER));
                assertThat(ledger.add(recorder.here(), 1, false, 7, ledger.round() - 1, patience))
                        .as("of a round that is over")
                        .isEqualTo(Entered.OVER);
            }
            mostPlaces = Math.max(mostPlaces, placesEntered());
            assertThat(ledger.size()).as("entries").isLessThanOrEqualTo(Math.max(FIRST_PRUNE, 2 * mostPlaces));
        }
        assertThat(taken(ledger.endAll(recorder))).isEqualTo(live());
        assertThat(ledger.isOver()).isTrue();
        assertThat(ledger.endAll(recorder)).isNull();
        assertThat(ledger.takeAll(recorder)).isNull();
        assertThat(add(ledger, recorder.here(), 1, 7)).isEqualTo(Entered.OVER);
        blocks.forEach(block -> assertThat(remove(ledger, block)).isEqualTo(Entered.OVER));
        blocks.clear();
        eras.clear();
    }

    private void add(Ledger ledger, Random random, int sites) {
        // Also of an era that has passed, as a thread that was stopped does.
        Era era = random.nextInt(20) == 0 ? eras.get(random.nextInt(eras.size())) : recorder.here();
        Live block =
                new Live(era, random.nextInt(sites), random.nextInt(8) == 0, random.nextInt(4) * 31L, ledger.round());
        assertThat(ledger.add(era, block.row, block.parts, block.bytes, block.round, patience))
                .isEqualTo(Entered.DONE);
        blocks.add(block);
    }

    private void remove(Ledger ledger, Random random, int sites) {
        if (random.nextInt(10) == 0) {
            // What is not there changes nothing.
            Live none = new Live(recorder.here(), sites + random.nextInt(sites), false, 0, ledger.round());
            assertThat(remove(ledger, none)).isEqualTo(Entered.LOST);
        } else if (!blocks.isEmpty()) {
            Live block = blocks.remove(random.nextInt(blocks.size()));
            assertThat(remove(ledger, block)).as("%s", block).isEqualTo(Entered.DONE);
        }
    }

    private Entered add(Ledger ledger, Era era, int row, long bytes) {
        return ledger.add(era, row, false, bytes, ledger.round(), patience);
    }

    private Entered remove(Ledger ledger, Live block) {
        return ledger.remove(block.era, block.row, block.parts, block.bytes, block.round, patience);
    }

    private void nextEra(Random random) {
        int choice = random.nextInt(10);
        if (choice == 0) {
            recorder.reset();
        } else if (choice < 5 && windows.size() < WINDOWS) {
            windows.add(recorder.open(null));
        } else if (!windows.isEmpty()) {
            windows.remove(random.nextInt(windows.size())).close();
        }
        eras.add(recorder.here());
        if (eras.size() > 4) {
            eras.removeFirst();
        }
    }

    /** How many entries the live blocks can have: some are still of an era that has become another one. */
    private int placesEntered() {
        return (int) blocks.stream()
                .map(block -> new Place(block.era, block.row, block.parts))
                .distinct()
                .count();
    }

    private Map<Place, Sum> live() {
        Map<Place, Sum> live = new HashMap<>();
        for (Live block : blocks) {
            live.merge(new Place(block.era.now(), block.row, block.parts), new Sum(1, block.bytes), Sum::and);
        }
        return live;
    }

    private static Map<Place, Sum> taken(ChainedEntry first) {
        Map<Place, Sum> taken = new HashMap<>();
        for (ChainedEntry entry = first; entry != null; entry = entry.next) {
            assertThat(entry.blocks).isPositive();
            assertThat(entry.bytes).isNotNegative();
            Place place = new Place(entry.era, entry.row, entry.parts);
            assertThat(taken.put(place, new Sum(entry.blocks, entry.bytes)))
                    .as("two entries of %s", place)
                    .isNull();
        }
        return taken;
    }

    @Test
    void whatThreadsEnteredEndsWithTheLedgerThatItIsAttachedTo() {
        Ledger ledger = new Ledger(true, 0, Ledger.End.CLOSE, null);
        assertThat(add(ledger, recorder.here(), 3, 101)).isEqualTo(Entered.DONE);
        Ledger others = ledger.attached();
        assertThat(ledger.attached()).isSameAs(others);
        assertThat(add(others, recorder.here(), 5, 103)).isEqualTo(Entered.DONE);
        assertThat(taken(ledger.endAll(recorder)))
                .isEqualTo(Map.of(
                        new Place(recorder.here(), 3, false), new Sum(1, 101),
                        new Place(recorder.here(), 5, false), new Sum(1, 103)));
        assertThat(others.isOver()).isTrue();
        assertThat(ledger.attached()).isSameAs(Ledger.OVER);
    }
}
