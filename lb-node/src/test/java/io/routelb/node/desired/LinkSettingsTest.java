package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the kernel's own defaults               | ARP_IGNORE   | 0 | 0 | eth0=1",
                "set on the link                         | ARP_IGNORE   | 0 | 1 | good",
                "set for all                             | ARP_IGNORE   | 1 | 0 | good",
                "the stricter one, with the subnet       | ARP_IGNORE   | 0 | 2 | good",
                "3 answers for other links again         | ARP_IGNORE   | 0 | 3 | eth0=1",
                "8 answers nobody                        | ARP_IGNORE   | 0 | 8 | eth0=1",
                "8 for all outdoes the link              | ARP_IGNORE   | 8 | 1 | all=1",
                "the kernel's own defaults               | ARP_ANNOUNCE | 0 | 0 | eth0=2",
                "1 still may name it                     | ARP_ANNOUNCE | 1 | 0 | eth0=2",
                "the larger of the two counts            | ARP_ANNOUNCE | 1 | 2 | good",
                "set for all, as kube-proxy does         | ARP_ANNOUNCE | 2 | 0 | good",
                "not looked at                           | RP_FILTER    | 0 | 0 | good",
                "strict on the link                      | RP_FILTER    | 0 | 1 | eth0=2",
                "strict for all, the link cannot lower   | RP_FILTER    | 1 | 0 | eth0=2",
                "strict for all, loose on the link       | RP_FILTER    | 1 | 2 | good",
                "loose for all, strict on the link       | RP_FILTER    | 2 | 1 | good",
            })
    void theLargerOfAllAndTheLinkIsJudged(String description, LinkSetting setting, int all, int own, String remedy) {
        List<LinkSettings.Finding> findings =
                new LinkSettings("eth0", Map.of(setting, all), Map.of(setting, own)).findings();
        String found = findings.stream()
                .map(finding -> finding.where() + "=" + finding.needed())
                .reduce("good", (none, one) -> one);
        assertEquals(remedy, found, description);
        findings.forEach(finding -> assertEquals(Math.max(all, own), finding.found(), description));
    }

    @Test
    void settingsThatAreNotThereAreNotJudged() {
        assertEquals(List.of(), new LinkSettings("eth0", Map.of(), Map.of()).findings());
        assertEquals(List.of(), new LinkSettings("gone", Map.of(LinkSetting.ARP_IGNORE, 0), Map.of()).findings());
    }

    @Test
    void aFindingSaysWhatIsWhatMustBeAndWhy() {
        LinkSettings settings =
                new LinkSettings("eth0.100", Map.of(LinkSetting.ARP_IGNORE, 0), Map.of(LinkSetting.ARP_IGNORE, 0));
        assertEquals(
                "eth0.100 has arp_ignore 0 where 1 or 2 is needed, so the kernel would answer ARP for Service addresses that"
                        + " are on other links of the node; set net/ipv4/conf/eth0.100/arp_ignore=1",
                settings.findings().getFirst().sentence());
    }
}
