package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsPathTest {
    private static final IPv4Address ROUTER = new IPv4Address(1);

    /** {@code s:1.2} a sequence, {@code t:} a set, {@code c:} and {@code d:} the same of a confederation; blanks between. */
    private static AsPath path(String text) {
        return new AsPath(segments(text));
    }

    private static List<AsPath.Segment> segments(String text) {
        List<AsPath.Segment> segments = new ArrayList<>();
        for (String each : text.isBlank() ? new String[0] : text.strip().split(" ", -1)) {
            int kind = switch (each.charAt(0)) {
                case 't' -> AsPath.SET;
                case 's' -> AsPath.SEQUENCE;
                case 'c' -> AsPath.CONFED_SEQUENCE;
                default -> AsPath.CONFED_SET;
            };
            segments.add(new AsPath.Segment(
                    kind,
                    Arrays.stream(each.substring(2).split("\\.", -1))
                            .map(Long::valueOf)
                            .toList()));
        }
        return segments;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                | 0 | 0 | -1 | -1
            s:1.2.3           | 3 | 1 |  1 |  3
            s:1.2 t:3.4.5     | 3 | 1 |  1 | -1
            t:1.2 s:5         | 2 | 1 | -1 |  5
            c:9.1 d:1.7 s:1.1 | 2 | 4 |  1 |  1
            c:9               | 0 | 0 | -1 | -1
            """)
    void lengthLoopNeighbourAndOrigin(String text, int length, int countOfOne, long neighbour, long origin) {
        AsPath path = path(text);
        assertEquals(length, path.length());
        assertEquals(countOfOne, path.count(1));
        assertEquals(neighbour < 0 ? OptionalLong.empty() : OptionalLong.of(neighbour), path.neighbour());
        assertEquals(origin < 0 ? OptionalLong.empty() : OptionalLong.of(origin), path.origin());
    }

    @Test
    void prependingFillsTheFirstSequenceAndBeginsANewOneBeforeAnythingElse() {
        assertEquals(path("s:7.7"), AsPath.EMPTY.prepend(7, 2));
        assertEquals(path("s:7.1.2"), path("s:1.2").prepend(7, 1));
        assertEquals(path("s:7 t:1.2"), path("t:1.2").prepend(7, 1));
        assertEquals(path("s:7 c:1.2"), path("c:1.2").prepend(7, 1));
        AsPath full = AsPath.sequence(Collections.nCopies(255, 1L));
        assertEquals(2, full.prepend(7, 1).segments().size());
        assertEquals(256, full.prepend(7, 1).length());
    }

    /** RFC 6793 section 4.2.3. */
    @ParameterizedTest(name = "{0} and {1} are {2}")
    @CsvSource(delimiter = '|', textBlock = """
            s:23456             | s:70000        | s:70000
            s:1.2.23456         | s:70000        | s:1.2 s:70000
            s:1.2.23456         | s:1.2.70000    | s:1.2.70000
            s:23456             | s:9.9.70000    | s:23456
            s:1 t:3.4 s:23456   | s:70000        | s:1 t:3.4 s:70000
            s:1 t:3.4 s:23456   | s:3.70000      | s:1 s:3.70000
            s:1 c:5 s:23456     | s:70000        | s:1 c:5 s:70000
            c:5 s:23456         | s:70000        | c:5 s:70000
            s:1.23456           | t:70000.80000  | s:1 t:70000.80000
            """)
    void as4PathIsMerged(String two, String four, String merged) {
        List<PathAttribute> read = List.of(Origin.IGP, path(two), new As4Path(segments(four)));
        assertEquals(List.of(Origin.IGP, path(merged)), TwoOctetAs.merge(read));
    }

    @Test
    void as4AggregatorIsTakenWhereAggregatorCannotTellAndElseOutdatesBoth() {
        As4Aggregator full = new As4Aggregator(70_000, new IPv4Address(9));
        assertEquals(
                List.of(path("s:70000"), new Aggregator(70_000, new IPv4Address(9), true)),
                TwoOctetAs.merge(List.of(
                        path("s:23456"),
                        new Aggregator(Open.AS_TRANS, ROUTER, true),
                        new As4Path(segments("s:70000")),
                        full)));
        assertEquals(
                List.of(path("s:23456"), new Aggregator(5, ROUTER, false)),
                TwoOctetAs.merge(List.of(
                        path("s:23456"), new Aggregator(5, ROUTER, false), new As4Path(segments("s:70000")), full)));
        assertEquals(List.of(Origin.IGP), TwoOctetAs.merge(List.of(Origin.IGP, full)));
    }

    @Test
    void whatIsSplitForA2OctetPeerMergesToTheSame() {
        Dialect old = new Dialect(false, false);
        for (String text : List.of("s:1.2", "s:1.70000 t:80000.3", "s:1 c:5 s:70000", "c:5.6 s:70000.1")) {
            List<PathAttribute> attributes = List.of(path(text), new Aggregator(70_000, ROUTER, false));
            List<PathAttribute> written = TwoOctetAs.split(attributes, old);
            List<PathAttribute> read = new ArrayList<>();
            for (PathAttribute each : written) {
                read.add(each instanceof AsPath one ? inTwoOctets(one) : each);
            }
            read.set(1, new Aggregator(Open.AS_TRANS, ROUTER, false));
            assertEquals(attributes, TwoOctetAs.merge(read), text);
        }
        assertEquals(List.of(path("s:70000")), TwoOctetAs.split(List.of(path("s:70000")), Dialect.INITIAL));
    }

    private static AsPath inTwoOctets(AsPath path) {
        return new AsPath(path.segments().stream()
                .map(each -> new AsPath.Segment(
                        each.kind(),
                        each.asns().stream()
                                .map(asn -> (long) AsPath.inTwoOctets(asn))
                                .toList()))
                .toList());
    }
}
