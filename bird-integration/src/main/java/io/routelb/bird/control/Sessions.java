package io.routelb.bird.control;

import io.routelb.model.IpFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the answers to {@code show protocols all} and {@code show bfd sessions}, of BIRD 2.0 to 3. What it does not know it passes over. */
public final class Sessions {
    private static final int PROTOCOL = 1002;
    private static final int DETAILS = 1006;
    private static final int BFD = 1020;
    private static final Pattern HEAD =
            Pattern.compile("(\\S+)\\s+(\\S+)\\s+\\S+\\s+(\\S+)\\s+(\\S+(?: [0-9:.]+)?)\\s*(.*)");
    private static final Pattern FIELD = Pattern.compile("\\s*([A-Z][A-Za-z ]*?):\\s+(.*)");
    private static final Pattern ROUTES = Pattern.compile("([0-9]+) (imported|filtered|exported)");
    private static final Pattern BFD_LINE = Pattern.compile(
            "\\s*([0-9a-fA-F:.]+)\\s+(\\S+)\\s+(Up|Down|Init|AdminDown)\\s+(\\S+)\\s+([0-9.]+)\\s+([0-9.]+).*");

    private Sessions() {}

    /**
     * One protocol.
     *
     * @param kind such as {@code BGP}
     * @param state {@code up}, {@code start}, {@code down} and others
     * @param since as BIRD writes it
     * @param fields of BGP, by name, such as {@code BGP state}; the first of each name
     * @param channels those that are up
     * @param families of all its channels
     */
    public record Protocol(
            String name,
            String kind,
            String state,
            String since,
            Map<String, String> fields,
            Map<IpFamily, Counts> channels,
            Set<IpFamily> families) {
        public Protocol {
            fields = Map.copyOf(fields);
            channels = Map.copyOf(channels);
            families = Set.copyOf(families);
        }

        /** Empty when BIRD says nothing of it. */
        public Optional<String> field(String field) {
            return Optional.ofNullable(fields.get(field));
        }

        /** What stands behind the slash of a timer, the length of it: {@code 75.388/90} is 90 s. Zero when it does not run. */
        public Duration timer(String field) {
            return field(field)
                    .map(text -> text.substring(text.indexOf('/') + 1).strip())
                    .filter(text -> text.matches("[0-9]{1,9}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                    .orElse(Duration.ZERO);
        }
    }

    /** Prefixes of one family. */
    public record Counts(int imported, int filtered, int exported) {
        static final Counts NONE = new Counts(0, 0, 0);
    }

    /**
     * One BFD session.
     *
     * @param address of the neighbour
     * @param since as BIRD writes it
     * @param interval at which we send
     * @param timeout of silence
     */
    public record Path(String address, String state, String since, Duration interval, Duration timeout) {}

    /** All protocols, by name. */
    public static Map<String, Protocol> protocols(Answer answer) {
        Map<String, Reading> readings = new HashMap<>();
        Optional<Reading> reading = Optional.empty();
        for (Answer.Line line : answer.lines()) {
            if (line.code() == PROTOCOL) {
                Matcher head = HEAD.matcher(line.text());
                reading = head.matches() ? Optional.of(new Reading(head)) : Optional.empty();
                reading.ifPresent(each -> readings.put(each.name, each));
            } else if (line.code() == DETAILS) {
                reading.ifPresent(each -> each.take(line.text()));
            }
        }
        Map<String, Protocol> protocols = new HashMap<>();
        readings.forEach((name, each) -> protocols.put(name, each.protocol()));
        return protocols;
    }

    /** All BFD sessions. */
    public static List<Path> paths(Answer answer) {
        List<Path> paths = new ArrayList<>();
        for (String line : answer.of(BFD)) {
            Matcher matcher = BFD_LINE.matcher(line);
            if (matcher.matches()) {
                paths.add(new Path(
                        matcher.group(1),
                        matcher.group(3),
                        matcher.group(4),
                        seconds(matcher.group(5)),
                        seconds(matcher.group(6))));
            }
        }
        return paths;
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    /** What is known of a protocol so far. */
    private static final class Reading {
        private final String name;
        private final String kind;
        private final String state;
        private final String since;
        private final Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        private final Map<String, String> fields = new HashMap<>();
        private final Map<IpFamily, Counts> channels = new EnumMap<>(IpFamily.class);
        private Optional<IpFamily> channel = Optional.empty();

        Reading(Matcher head) {
            name = head.group(1);
            kind = head.group(2);
            state = head.group(3);
            since = head.group(4);
        }

        void take(String text) {
            if (text.strip().startsWith("Channel ")) {
                channel = switch (text.strip()) {
                    case "Channel ipv4" -> Optional.of(IpFamily.IPV4);
                    case "Channel ipv6" -> Optional.of(IpFamily.IPV6);
                    default -> Optional.empty();
                };
                channel.ifPresent(families::add);
                return;
            }
            Matcher field = FIELD.matcher(text);
            if (!field.matches()) {
                return;
            }
            if (channel.isEmpty()) {
                fields.putIfAbsent(field.group(1), field.group(2).strip());
            } else if (field.group(1).equals("State") && field.group(2).strip().equals("UP")) {
                channels.put(channel.get(), Counts.NONE);
            } else if (field.group(1).equals("Routes") && channels.containsKey(channel.get())) {
                channels.put(channel.get(), counts(field.group(2)));
            }
        }

        private static Counts counts(String text) {
            Map<String, Integer> counts = new HashMap<>();
            Matcher each = ROUTES.matcher(text);
            while (each.find()) {
                counts.put(each.group(2), (int) Math.min(Integer.MAX_VALUE, Long.parseLong(each.group(1))));
            }
            return new Counts(
                    counts.getOrDefault("imported", 0),
                    counts.getOrDefault("filtered", 0),
                    counts.getOrDefault("exported", 0));
        }

        Protocol protocol() {
            return new Protocol(name, kind, state, since, fields, channels, families);
        }
    }
}
