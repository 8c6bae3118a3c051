package io.github.underheap.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Groups of random profiles by random selections are those of {@link NaiveGroups}. */
class GroupsOracleTest {

    @Test
    void groupsAreThoseThatOneWouldMakeByHand() {
        Random random = new Random(104_729);
        RandomProfiles profiles = new RandomProfiles(random);
        int lines = 0;
        int cut = 0;
        for (int i = 0; i < 2_000; i++) {
            Profile profile = profiles.next();
            Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);
            Selection selection = profiles.selection();

            Groups groups = Groups.of(verdicts, selection);

            List<NaiveGroups.Naive> fitting = NaiveGroups.fitting(verdicts, selection);
            List<NaiveGroups.Naive> expected = NaiveGroups.limited(fitting, selection);
            assertThat(groups.lines().stream().map(line -> shown(line)).toList())
                    .as("%s", selection)
                    .isEqualTo(expected.stream()
                            .map(group -> shown(group, selection.metric()))
                            .toList());
            assertThat(groups.fitting()).isEqualTo(fitting.size());
            assertThat(groups.all())
                    .isEqualTo(NaiveGroups.all(verdicts, selection.grouping()).size());
            lines += expected.size();
            cut += fitting.size() - expected.size();
        }
        assertThat(lines).isGreaterThan(2_000);
        assertThat(cut).isGreaterThan(2_000);
    }

    private static String shown(Group group) {
        StringBuilder text = new StringBuilder(group.key() + " " + group.sites() + " " + group.weight() + " "
                + group.largest().index() + " " + group.leakedBytes() + " " + group.verdict() + " "
                + group.judged().index());
        for (SiteNumber number : SiteNumber.values()) {
            text.append(' ').append(group.get(number));
        }
        return text.toString();
    }

    private static String shown(NaiveGroups.Naive group, Metric metric) {
        Verdict first = group.sites().stream()
                .map(site -> group.verdicts().verdict(site))
                .min(Enum::compareTo)
                .orElseThrow();
        AllocationSite judged = group.sites().stream()
                .filter(site -> group.verdicts().verdict(site) == first)
                .findFirst()
                .orElseThrow();
        long leaked = group.sites().stream()
                .mapToLong(site -> group.verdicts().leakedBytes(site))
                .reduce(0, SiteNumber.Sum.ADD::of);
        AllocationSite largest = group.largest(metric);
        return group.key() + " " + group.sites().size() + " " + group.weight(metric) + " " + largest.index() + " "
                + leaked + " " + first + " " + judged.index() + " "
                + List.of(SiteNumber.values()).stream()
                        .map(number -> Long.toString(group.sum(number)))
                        .collect(Collectors.joining(" "));
    }
}
