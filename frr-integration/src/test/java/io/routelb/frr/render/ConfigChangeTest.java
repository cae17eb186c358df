package io.routelb.frr.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigChangeTest {
    private static final String PLAIN = """
            router bgp 64512
             neighbor routelb-a peer-group
             neighbor routelb-a remote-as 64500
             neighbor 192.0.2.1 peer-group routelb-a
             !
             address-family ipv4 unicast
              neighbor routelb-a activate
             exit-address-family
            exit
            !
            ip prefix-list routelb-a-in-v4 seq 10 permit 10.0.0.0/8
            !
            route-map routelb-a-in-v4 permit 10
             match ip address prefix-list routelb-a-in-v4
            exit
            """;

    private static List<String> change(String before, String after) {
        return ConfigChange.commands(ConfigLine.parse(before), ConfigLine.parse(after));
    }

    @Test
    void nothingIsSaidWhenNothingChanges() {
        assertEquals(List.of(), change(PLAIN, PLAIN));
    }

    @Test
    void whatIsUsedComesFirstAndMembersLast() {
        assertEquals(
                List.of(
                        "ip prefix-list routelb-a-in-v4 seq 10 permit 10.0.0.0/8",
                        "route-map routelb-a-in-v4 permit 10",
                        "match ip address prefix-list routelb-a-in-v4",
                        "exit",
                        "router bgp 64512",
                        "neighbor routelb-a peer-group",
                        "neighbor routelb-a remote-as 64500",
                        "address-family ipv4 unicast",
                        "neighbor routelb-a activate",
                        "exit-address-family",
                        "neighbor 192.0.2.1 peer-group routelb-a",
                        "exit"),
                change("", PLAIN));
    }

    @Test
    void aPeerGoesBeforeItsGroupAndTheGroupWithAllThatIsSaidOfIt() {
        String host = "router bgp 64512\n neighbor 10.0.0.1 remote-as 1\n";
        assertEquals(
                List.of(
                        "router bgp 64512",
                        "no neighbor 192.0.2.1 peer-group routelb-a",
                        "no neighbor routelb-a peer-group",
                        "exit",
                        "no route-map routelb-a-in-v4 permit 10",
                        "no ip prefix-list routelb-a-in-v4 seq 10 permit 10.0.0.0/8",
                        "router bgp 64512",
                        "neighbor 10.0.0.1 remote-as 1",
                        "exit"),
                change(PLAIN, host));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "neighbor g timers 3 9,                  neighbor g timers 10 30",
        "neighbor g password one,                neighbor g password two",
        "neighbor g remote-as 64500,             neighbor g remote-as external",
        "neighbor g route-map one in,            neighbor g route-map two in",
        "neighbor g bfd profile one,             neighbor g bfd profile two",
        "bgp router-id 192.0.2.1,                bgp router-id 192.0.2.2",
        "redistribute connected route-map one,   redistribute connected route-map two",
    })
    void aSettingIsNotTakenAwayWhenItChanges(String before, String after) {
        assertEquals(
                List.of("router bgp 1", after, "exit"),
                change("router bgp 1\n " + before + "\n", "router bgp 1\n " + after + "\n"));
    }

    @Test
    void twoDirectionsAreTwoSettings() {
        assertEquals(
                List.of(
                        "router bgp 1",
                        "no neighbor g route-map one out",
                        "exit",
                        "router bgp 1",
                        "neighbor g route-map two in",
                        "exit"),
                change(
                        "router bgp 1\n neighbor g route-map one out\n",
                        "router bgp 1\n neighbor g route-map two in\n"));
    }

    @Test
    void aNegativeLineIsUndoneByItsPositive() {
        assertEquals(
                List.of("router bgp 1", "bgp default ipv4-unicast", "exit"),
                change("router bgp 1\n no bgp default ipv4-unicast\n", "router bgp 1\n"));
    }

    @Test
    void aRouteMapWithNothingInsideIsMade() {
        assertEquals(List.of("route-map r deny 10", "exit"), change("", "route-map r deny 10\nexit\n"));
    }

    @Test
    void blocksAreReadAndWrittenAlike() {
        List<ConfigLine> lines = ConfigLine.parse(PLAIN);
        assertEquals(lines, ConfigLine.parse(ConfigLine.text(lines)));
        assertEquals(3, lines.size());
        assertEquals("router bgp 64512", lines.getFirst().text());
        assertEquals(
                "address-family ipv4 unicast",
                lines.getFirst().inside().getLast().text());
    }
}
