package io.github.underheap.build;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What {@code docs/migrating-from-dhat.md} says is so: its program prints what is there, and each line of its tables has a test. */
class MigrationPageIT {

    private static final Path PAGE = Path.of("docs", "migrating-from-dhat.md");

    private static final String PACKAGE = "io.github.underheap.";

    /** The tests that hold the lines of the tables, by what begins the line. */
    private static final Map<String, String> TESTS = Map.ofEntries(
            entry("`Profiler::new_heap()`", "dhat.DhatIT.aHeap"),
            entry("`Profiler::new_ad_hoc()`", "dhat.DhatIT.adHocEvents"),
            entry("`builder().testing()`", "dhat.HeapProfilerTest.inTestingModeNothingIsWritten"),
            entry("`builder().file_name(path)`", "dhat.HeapProfilerTest.aFailedAssertionSavesTheProfileOfItsMoment"),
            entry("`builder().trim_backtraces(Some(n))`", "dhat.DhatIT.asManyFramesAsAreAskedForAndRecorded"),
            entry("`builder().trim_backtraces(None)`", "dhat.DhatIT.asManyFramesAsAreAskedForAndRecorded"),
            entry("`builder().eprint_json()`", "dhat.DhatIT.printsTheFileToo"),
            entry("dropping the profiler", "dhat.HeapProfilerTest.eachProfilerBeginsAnew"),
            entry("`drop_and_get_memory_output()`", "dhat.HeapProfilerTest.blocksFromBeforeDuringAndAfter"),
            entry("`HeapStats::get()`", "dhat.HeapProfilerTest.threeVectorsOfWhichTwoAreDropped"),
            entry("`AdHocStats::get()`", "dhat.AdHocProfilerTest.eventsHaveStacks"),
            entry("`ad_hoc_event(weight)`", "dhat.AdHocProfilerTest.eventsHaveStacks"),
            entry("`assert!`, `assert_eq!`, `assert_ne!`", "dhat.HeapProfilerTest.eachAssertionHasItsText"),
            entry("misuse", "dhat.HeapProfilerTest.misuse"),
            entry("a failed assertion", "dhat.HeapProfilerTest.eachAssertionHasItsText"),
            entry("statistics asked for inside an assertion", "dhat.HeapProfilerTest.threeVectorsOfWhichTwoAreDropped"),
            entry(
                    "the program ends and the profiler was not dropped",
                    "dhat.DhatIT.aProcessThatEndsWithoutClosingWritesNothing"),
            entry("a file that cannot be written", "dhat.DhatIT.aFileThatCannotBeWritten"),
            entry("a block from before the profiler", "dhat.HeapProfilerTest.blocksFromBeforeDuringAndAfter"),
            entry("a new size of a block", "dhat.HeapProfilerTest.blocksFromBeforeDuringAndAfter"),
            entry("the site of a block", "dhat.AdHocProfilerTest.eventsHaveStacks"),
            entry("frames outside a stack's own", "dhat.DhatIT.asManyFramesAsAreAskedForAndRecorded"),
            entry("how many frames", "dhat.DhatIT.asManyFramesAsAreAskedForAndRecorded"),
            entry("stacks that are equal once trimmed", "dhat.DhatIT.sitesThatAreEqualOnceTheyAreTrimmedAreOne"),
            entry("a block of no bytes", "dhat.MigrationTest.aBlockOfNoBytesCountsLikeAnyOther"),
            entry("several profilers", "dhat.SessionTest.oneOfManyStarts"),
            entry("a weight", "dhat.AdHocProfilerTest.weights"),
            entry("units above 2^53 - 1", "dhat.AdHocProfilerTest.unitsThatNoViewerKeepsExactAreToldAndFollowInFull"),
            entry("with `enabled=false`", "dhat.DhatIT.assertsNothingWhereNothingIsRecorded"),
            entry("`mode` of the file", "dhat.AdHocProfilerTest.eventsHaveStacks"),
            entry("notes", "dhat.DhatIT.saysThatNothingIsRecorded"),
            entry("the profile of the whole process", "dhat.DhatIT.theProfileOfTheProcessDoesNotTakeTheProfilersPlace"),
            entry("`ModAlloc::snapshot()`", "dhat.MigrationTest.growingCountsAllOfTheNewSize"),
            entry("`alloc_count`, `total_bytes`", "dhat.MigrationTest.blocksAtThePeakAreThoseWhenTheMostBytesWereLive"),
            entry(
                    "`current_bytes`, `live_count`",
                    "dhat.MigrationTest.blocksAtThePeakAreThoseWhenTheMostBytesWereLive"),
            entry(
                    "`peak_bytes`, `peak_live_count`",
                    "dhat.MigrationTest.blocksAtThePeakAreThoseWhenTheMostBytesWereLive"),
            entry("`Profiler::start()`, `stop()`", "ProfilerTest.hasAPeakOfItsOwn"),
            entry("`reset()`", "TrackerTest.aResetForgetsLiveBlocksAndNothingBecomesNegative"),
            entry("`call_sites()`", "dhat.MigrationTest.sitesAndTheirReportHaveNames"),
            entry("`symbolicated_report()`", "dhat.MigrationTest.sitesAndTheirReportHaveNames"),
            entry("`MOD_ALLOC_BUCKETS`", "config.OptionReaderTest.everyKeyAsVariable"),
            entry("no feature `backtraces`", "dhat.MigrationTest.withoutStacksThereAreCountersAlone"),
            entry("`dhat_compat`", "dhat.HeapProfilerTest.threeVectorsOfWhichTwoAreDropped"),
            entry("a block grows from 100 to 300 bytes", "dhat.MigrationTest.growingCountsAllOfTheNewSize"),
            entry("a block shrinks from 300 to 50 bytes", "dhat.MigrationTest.growingCountsAllOfTheNewSize"),
            entry("the most blocks at a time", "dhat.MigrationTest.blocksAtThePeakAreThoseWhenTheMostBytesWereLive"),
            entry("a window", "ProfilerTest.aBlockFromBeforeThatEndsInAWindowDoesNotHideOneThatLeaksThere"),
            entry("a reset while blocks are live", "TrackerTest.aResetForgetsLiveBlocksAndNothingBecomesNegative"),
            entry("numbers of a site", "dhat.MigrationTest.sitesAndTheirReportHaveNames"),
            entry("two stacks with one hash", "memory.SiteTableTest.aHashNeverDecidesAlone"),
            entry("the table is full", "report.DhatFormatTest.aFullTableIsARowOfItsOwnAndTheFirstRemark"),
            entry("buckets that are no number", "config.OptionReaderTest.aBrokenOptionHasItsDefaultAndTheOthersHold"),
            entry("buckets", "config.TrackerOptionsTest.bucketsAreBroughtIntoTheRangeAndRoundedUp"),
            entry("names of frames", "dhat.MigrationTest.sitesAndTheirReportHaveNames"),
            entry("ad hoc events", "dhat.AdHocProfilerTest.eventsHaveStacks"),
            entry("`trim_backtraces` of `dhat_compat`", "dhat.DhatIT.asManyFramesAsAreAskedForAndRecorded"));

    @Test
    void eachLineOfTheTablesHasATest() throws Exception {
        List<String> lines = Pattern.compile("(?m)^\\| ([^|]+?) \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .map(line -> line.group(1))
                .filter(first -> !List.of("what", "dhat-rs", "mod-alloc").contains(first))
                .toList();

        assertThat(lines).containsExactlyInAnyOrderElementsOf(TESTS.keySet());
        for (String test : TESTS.values()) {
            int dot = test.lastIndexOf('.');
            Class<?> type = Class.forName(PACKAGE + test.substring(0, dot));
            assertThat(type.getDeclaredMethods())
                    .as(test)
                    .filteredOn(method -> method.getName().equals(test.substring(dot + 1)))
                    .singleElement()
                    .satisfies(method -> assertThat(Arrays.asList(
                                    method.isAnnotationPresent(Test.class),
                                    method.isAnnotationPresent(ParameterizedTest.class)))
                            .contains(true));
        }
    }

    @Test
    void theProgramPrintsWhatIsThere(@TempDir Path folder) throws Exception {
        String page = Files.readString(PAGE);
        Path source = Files.writeString(folder.resolve("Program.java"), block(page, "java"));

        Processes.Result result = Processes.runProgram(source);

        assertThat(result).isEqualTo(new Processes.Result(0, "", block(page, "text")));
    }

    /** The first one in a language. */
    private static String block(String page, String language) throws IOException {
        Matcher block =
                Pattern.compile("(?m)^```" + language + "\\n(?s:(.*?))^```").matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
