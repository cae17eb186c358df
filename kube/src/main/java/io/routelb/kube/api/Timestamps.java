package io.routelb.kube.api;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as the API writes them (RFC 3339). */
final class Timestamps {
    private static final String FORM = "0000-00-00T00:00:00Z";

    private Timestamps() {}

    /**
     * The time written out. To the second and in UTC, as the API server writes metadata, it is read by hand: the general parser takes code that is
     * compiled little 15 us, and each change of an object brings one along.
     *
     * @throws java.time.DateTimeException when it is none
     */
    static Instant parse(String text) {
        return isPlain(text)
                ? LocalDateTime.of(
                                number(text, 0, 4),
                                number(text, 5, 7),
                                number(text, 8, 10),
                                number(text, 11, 13),
                                number(text, 14, 16),
                                number(text, 17, 19))
                        .toInstant(ZoneOffset.UTC)
                : Instant.parse(text);
    }

    private static boolean isPlain(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = FORM.charAt(i) == '0' ? c >= '0' && c <= '9' : c == FORM.charAt(i);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
