package io.routelb.cli.convert;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as others write them, and as we do. */
final class Times {
    private static final Pattern PART = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private Times() {}

    /** What Go's time.ParseDuration reads, such as {@code 1m30s}; empty when it is no such text. */
    static Optional<Duration> parse(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (part.find() && part.start() == at) {
            nanos = nanos.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            at = part.end();
        }
        boolean whole = at == text.length() && at > 0;
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        return whole
                ? Optional.of(
                        Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValue()))
                : Optional.empty();
    }

    /** {@code 90s}, {@code 300ms}: what the CRDs take; less than a millisecond is dropped. */
    static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
