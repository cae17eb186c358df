package io.routelb.kube.watch;

import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as manifests write them: {@code 200ms}, {@code 90s}, {@code 1m30s}, {@code 2h}. The CRDs' patterns say the same. */
public final class Durations {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9}(ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private Durations() {}

    /** The duration written, or {@code absent} when the field is. */
    public static Duration parse(String field, @Nullable String text, Duration absent) throws InvalidValueException {
        if (text == null || text.isEmpty()) {
            return absent;
        }
        if (text.length() > 64 || !WHOLE.matcher(text).matches()) {
            throw new InvalidValueException(
                    field + " \"" + Addresses.shown(text) + "\" is not a duration such as 200ms, 90s or 1m30s");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofHours(number);
                    });
        }
        return sum;
    }
}
