package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Walks {@link AttributeType}, the table of RFC 7606: each attribute in each malformation costs what its row says, and no more. */
class UpdateErrorTableTest {
    private static final Prefix V4 = Prefix.of("198.51.100.0/24");
    private static final Prefix V6 = Prefix.of("2001:db8::/32");

    /** A good value, and after it bad ones, each with what is wrong with it. */
    private static final Map<AttributeType, List<String>> VALUES = new EnumMap<>(Map.ofEntries(
            row(AttributeType.ORIGIN, "00", "empty:", "2 octets:0000", "undefined:03"),
            row(
                    AttributeType.AS_PATH,
                    "0201 0000fc00",
                    "kind 0:0001 0000fc00",
                    "kind 5:0501 0000fc00",
                    "no AS numbers:0200",
                    "more announced than there are:0202 0000fc00",
                    "fewer announced than there are:0201 0000fc00 0000",
                    "one octet left:0201 0000fc00 02",
                    "AS 0:0201 00000000"),
            row(AttributeType.NEXT_HOP, "c0000201", "empty:", "3 octets:c00002", "16 octets:" + "20".repeat(16)),
            row(AttributeType.MULTI_EXIT_DISC, "00000001", "empty:", "3 octets:000000", "5 octets:0000000000"),
            row(AttributeType.LOCAL_PREF, "00000064", "empty:", "3 octets:000000", "5 octets:0000000000"),
            row(AttributeType.ATOMIC_AGGREGATE, "", "1 octet:00"),
            row(
                    AttributeType.AGGREGATOR,
                    "0000fc00 0a000001",
                    "empty:",
                    "2-octet AS where 4 were negotiated:fc00 0a000001",
                    "9 octets:0000fc00 0a000001 00",
                    "AS 0:00000000 0a000001"),
            row(AttributeType.COMMUNITIES, "fc000064", "empty:", "3 octets:fc0000", "5 octets:fc00006400"),
            row(AttributeType.ORIGINATOR_ID, "0a000001", "empty:", "3 octets:0a0000", "5 octets:0a00000100"),
            row(AttributeType.CLUSTER_LIST, "0a000001", "empty:", "3 octets:0a0000", "5 octets:0a00000100"),
            row(
                    AttributeType.MP_REACH_NLRI,
                    "000201 10 20010db8000000000000000000000001 00 2020010db8",
                    "nothing after the family:000201",
                    "next hop of 0:000201 00 00 2020010db8",
                    "next hop of 4:000201 04 c0000201 00 2020010db8",
                    "next hop beyond the end:000201 10 20010db8",
                    "nothing after the next hop:000201 10 20010db8000000000000000000000001",
                    "prefix of 129 bits:000201 10 20010db8000000000000000000000001 00 81" + "00".repeat(17),
                    "prefix cut off:000201 10 20010db8000000000000000000000001 00 2020010d"),
            row(
                    AttributeType.MP_UNREACH_NLRI,
                    "000201 2020010db8",
                    "prefix of 129 bits:000201 81" + "00".repeat(17),
                    "prefix cut off:000201 2020010d"),
            row(
                    AttributeType.EXTENDED_COMMUNITIES,
                    "0002fc0000000064",
                    "empty:",
                    "7 octets:0002fc00000000",
                    "9 octets:0002fc000000006400"),
            row(
                    AttributeType.AS4_PATH,
                    "0201 00011170",
                    "empty:",
                    "kind 7:0701 00011170",
                    "no AS numbers:0200",
                    "more announced than there are:0202 00011170",
                    "one octet:02",
                    "AS 0:0201 00000000"),
            row(
                    AttributeType.AS4_AGGREGATOR,
                    "00011170 0a000001",
                    "empty:",
                    "6 octets:1170 0a000001",
                    "AS 0:00000000 0a000001"),
            row(
                    AttributeType.LARGE_COMMUNITIES,
                    "0000fc00 00000001 00000002",
                    "empty:",
                    "11 octets:0000fc00 00000001 000000",
                    "13 octets:0000fc00 00000001 00000002 00"),
            row(AttributeType.ONLY_TO_CUSTOMER, "0000fc00", "empty:", "3 octets:0000fc", "5 octets:0000fc0000")));

    private static Map.Entry<AttributeType, List<String>> row(AttributeType type, String... values) {
        return Map.entry(type, Arrays.asList(values));
    }

    private static List<String> values(AttributeType type) {
        return VALUES.getOrDefault(type, List.of());
    }

    /** One way of getting an attribute wrong. */
    private record Fault(AttributeType type, String what, BgpException.Scope verdict, List<String> attributes) {}

    @TestFactory
    Stream<DynamicTest> everyMalformationCostsWhatItsRowSays() {
        assertEquals(Set.of(AttributeType.values()), VALUES.keySet(), "a row without examples");
        return Arrays.stream(AttributeType.values())
                .flatMap(type -> faults(type).stream())
                .map(fault -> DynamicTest.dynamicTest(
                        fault.type.name() + " " + fault.what + ": " + fault.verdict, () -> check(fault)));
    }

    private static List<Fault> faults(AttributeType type) {
        String good = values(type).getFirst();
        List<Fault> faults = new ArrayList<>();
        for (int wrong : List.of(PathAttribute.OPTIONAL, PathAttribute.TRANSITIVE)) {
            int flags = type.flags() ^ wrong;
            faults.add(new Fault(
                    type, "flags " + flags, type.onFlags(), instead(type, List.of(attribute(type, flags, good)))));
        }
        values(type).stream().skip(1).forEach(bad -> {
            String[] parts = bad.split(":", -1);
            faults.add(new Fault(
                    type, parts[0], type.onValue(), instead(type, List.of(attribute(type, type.flags(), parts[1])))));
        });
        String one = attribute(type, type.flags(), good);
        faults.add(new Fault(type, "twice", type.onSecond(), instead(type, List.of(one, one))));
        if (type.use() == AttributeType.Use.MANDATORY) {
            faults.add(new Fault(type, "absent", BgpException.Scope.TREAT_AS_WITHDRAW, instead(type, List.of())));
        }
        return faults;
    }

    private static String attribute(AttributeType type, int flags, String value) {
        String octets = value.replace(" ", "");
        return "%02x%02x%02x%s".formatted(flags, type.code(), octets.length() / 2, octets);
    }

    /** The attributes of a good UPDATE with one exchanged. MP_REACH_NLRI is among them so that both families are at stake. */
    private static List<String> instead(AttributeType type, List<String> others) {
        List<String> all = new ArrayList<>();
        for (AttributeType each : List.of(
                AttributeType.MP_REACH_NLRI, AttributeType.ORIGIN, AttributeType.AS_PATH, AttributeType.NEXT_HOP)) {
            String value = values(each).getFirst();
            if (each != type) {
                all.add(attribute(each, each.flags(), dialect(type).fourOctetAs() ? value : twoOctets(each, value)));
            }
        }
        all.addAll(others);
        return all;
    }

    private static String twoOctets(AttributeType type, String value) {
        return type == AttributeType.AS_PATH ? "0201fc00" : value;
    }

    /** Of a peer that may send the attribute. */
    private static Dialect dialect(AttributeType type) {
        return new Dialect(type.use() != AttributeType.Use.TWO_OCTET_AS, type.use() != AttributeType.Use.INTERNAL);
    }

    private static Update decode(List<String> attributes, Dialect dialect) throws BgpException {
        String all = String.join("", attributes);
        byte[] body = HexFormat.of().parseHex("0000%04x%s18c63364".formatted(all.length() / 2, all));
        return (Update) MessageCodec.decode(MessageType.UPDATE, ByteBuffer.wrap(body), dialect);
    }

    private static void check(Fault fault) throws BgpException {
        Dialect dialect = dialect(fault.type);
        if (fault.verdict == BgpException.Scope.SESSION_RESET) {
            BgpException e = assertThrows(BgpException.class, () -> decode(fault.attributes, dialect));
            assertEquals(Notification.UPDATE_ERROR, e.notification().code());
            return;
        }
        Update update = decode(fault.attributes, dialect);
        assertEquals(1, update.faults().size(), () -> update.faults().toString());
        switch (fault.verdict) {
            case ATTRIBUTE_DISCARD -> {
                assertEquals(Set.of(V4, V6), Set.copyOf(update.allAnnounced()));
                assertEquals(List.of(), update.allWithdrawn());
                long left = update.attributes().stream()
                        .filter(each -> each.typeCode() == fault.type.code())
                        .count();
                assertTrue(left <= 1 && (fault.what.equals("twice") || left == 0), "left of it: " + left);
            }
            case TREAT_AS_WITHDRAW -> {
                assertEquals(List.of(), update.allAnnounced());
                assertEquals(Set.of(V4, V6), Set.copyOf(update.allWithdrawn()));
            }
            case FAMILY_DISABLE -> {
                assertEquals(Set.of(IpFamily.IPV6), update.disabled());
                assertTrue(update.allAnnounced().contains(V4));
            }
            case SESSION_RESET -> throw new IllegalStateException("checked above");
        }
        assertEquals(
                fault.verdict == BgpException.Scope.FAMILY_DISABLE,
                !update.disabled().isEmpty());
    }

    /** RFC 7606 sections 7.5, 7.9 and 7.10; RFC 6793 section 4.1. */
    @Test
    void whatMeansNothingFromAPeerIsDroppedFromItWhateverItHolds() throws BgpException {
        for (AttributeType type : AttributeType.values()) {
            Dialect outside = switch (type.use()) {
                case INTERNAL -> new Dialect(true, true);
                case TWO_OCTET_AS -> new Dialect(true, false);
                case MANDATORY, ANY -> new Dialect(false, false);
            };
            if (!outside.fourOctetAs()) {
                continue;
            }
            Update update = decode(
                    List.of(
                            attribute(AttributeType.ORIGIN, 0x40, "00"),
                            attribute(AttributeType.AS_PATH, 0x40, "02010000fc00"),
                            attribute(AttributeType.NEXT_HOP, 0x40, "c0000201"),
                            attribute(type, 0x00, "ffffff")),
                    outside);
            assertEquals(List.of(V4), update.allAnnounced(), type.name());
            assertEquals(3, update.attributes().size(), type.name());
        }
    }

    /** RFC 7606 section 3 (h). */
    @Test
    void theStrongestOfSeveralVerdictsCounts() throws BgpException {
        List<String> both = List.of(
                attribute(AttributeType.ORIGIN, 0x40, "07"),
                attribute(AttributeType.ATOMIC_AGGREGATE, 0x40, "00"),
                attribute(AttributeType.MP_REACH_NLRI, 0x80, "00020104"));
        Update update = decode(both, Dialect.INITIAL);
        assertEquals(List.of(V4), update.allWithdrawn());
        assertEquals(Set.of(IpFamily.IPV6), update.disabled());
        assertFalse(update.faults().isEmpty());
    }

    /** RFC 7606 section 2: as though withdrawn are those announced beside those withdrawn anyway, of both fields of a family. */
    @Test
    void whatCountsAsWithdrawnIsNamedWithWhatTheUpdateWithdraws() throws BgpException {
        Update update = decode(
                List.of(
                        attribute(
                                AttributeType.MP_REACH_NLRI,
                                0x80,
                                values(AttributeType.MP_REACH_NLRI).getFirst()),
                        attribute(AttributeType.MP_UNREACH_NLRI, 0x80, "000201 2020010db9"),
                        attribute(AttributeType.ORIGIN, 0x40, "07")),
                Dialect.INITIAL);
        assertEquals(Set.of(V4, V6, Prefix.of("2001:db9::/32")), Set.copyOf(update.allWithdrawn()));
    }

    /** Of an UPDATE with nothing but attributes nobody can tell which routes it was about (RFC 7606 section 5.2). */
    @Test
    void badAttributesWithoutRoutesEndTheSessionUnlessDroppingThemIsEnough() throws BgpException {
        HexFormat hex = HexFormat.of();
        byte[] bad = hex.parseHex("0000000440010107");
        BgpException e = assertThrows(
                BgpException.class,
                () -> MessageCodec.decode(MessageType.UPDATE, ByteBuffer.wrap(bad), Dialect.INITIAL));
        assertEquals(BgpException.Scope.SESSION_RESET, e.scope());
        assertEquals(6, e.notification().subcode());
        assertEquals(Octets.of(hex.parseHex("5001000107")), e.notification().data());
        byte[] spared = hex.parseHex("0000000440060100");
        Update update = (Update) MessageCodec.decode(MessageType.UPDATE, ByteBuffer.wrap(spared), Dialect.INITIAL);
        assertEquals(1, update.faults().size());
    }

    @Test
    void theDocumentationShowsTheTable() throws IOException {
        String documentation =
                Files.readString(Path.of(System.getProperty("routelb.root", ".."), "docs", "rfc-conformance.md"));
        StringBuilder rows = new StringBuilder();
        for (AttributeType type : AttributeType.values()) {
            rows.append("| %s | %d | %s | %s | %s | %s |\n"
                    .formatted(
                            type.name(),
                            type.code(),
                            words(type.onFlags()),
                            words(type.onValue()),
                            words(type.onSecond()),
                            type.use().name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        assertTrue(documentation.contains(rows), () -> "docs/rfc-conformance.md lacks these rows:\n" + rows);
    }

    private static String words(BgpException.Scope scope) {
        return switch (scope) {
            case ATTRIBUTE_DISCARD -> "discard";
            case TREAT_AS_WITHDRAW -> "withdraw";
            case FAMILY_DISABLE -> "disable";
            case SESSION_RESET -> "**reset**";
        };
    }
}
