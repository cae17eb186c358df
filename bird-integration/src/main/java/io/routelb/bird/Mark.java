package io.routelb.bird;

import java.time.Duration;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Since when a session is what it is, as BIRD writes it. BIRD works it out from two clocks each time it is asked and may be a millisecond off;
 * its usual format is the time of day for 20 hours and the date alone from then on.
 */
final class Mark {
    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\d(\\.\\d{3,6})?");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CLOCKS_APART = Duration.ofMillis(20);

    private Mark() {}

    /** Whether the two cannot be of the same session. */
    static boolean isAnother(String was, String is) {
        Matcher before = TIME.matcher(was);
        Matcher now = TIME.matcher(is);
        boolean timedBefore = before.find();
        if (!now.find()) {
            return !timedBefore && !was.equals(is);
        }
        if (!timedBefore) {
            return true;
        }
        Duration apart = Duration.between(LocalTime.parse(before.group()), LocalTime.parse(now.group()))
                .abs();
        Duration overMidnight = DAY.minus(apart);
        Duration least = apart.compareTo(overMidnight) < 0 ? apart : overMidnight;
        boolean exact = before.group(1) != null && now.group(1) != null;
        return least.compareTo(exact ? CLOCKS_APART : Duration.ofSeconds(1)) > 0;
    }
}
