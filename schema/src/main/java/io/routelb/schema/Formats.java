package io.routelb.schema;

import com.google.common.net.InetAddresses;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code format}s of OpenAPI that are checked; others are comments, as in Kubernetes. */
final class Formats {
    /** Go's duration, or a number with a unit word's first letters as OpenAPI's strfmt takes it. */
    static final Pattern DURATION = Pattern.compile("[-+]?(0|(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+");

    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
    private static final Pattern DNS_LABELS =
            Pattern.compile("(?i)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");

    private Formats() {}

    static boolean matches(String format, JsonElement value) {
        if (!(value instanceof JsonPrimitive primitive)) {
            return true;
        }
        if (primitive.isNumber()) {
            return fits(format, primitive);
        }
        return !primitive.isString() || matchesText(format, primitive.getAsString());
    }

    private static boolean fits(String format, JsonPrimitive number) {
        if (!FieldError.isInteger(number)) {
            return true;
        }
        int bits = number.getAsBigDecimal().toBigInteger().bitLength();
        return switch (format) {
            case "int32" -> bits < 32;
            case "int64" -> bits < 64;
            default -> true;
        };
    }

    private static boolean matchesText(String format, String text) {
        return switch (format) {
            case "date-time", "datetime" -> parses(text, OffsetDateTime::parse);
            case "date" -> parses(text, LocalDate::parse);
            case "ipv4" -> ip(text).filter(Inet4Address.class::isInstance).isPresent();
            case "ipv6" -> ip(text).filter(Inet6Address.class::isInstance).isPresent();
            case "cidr" -> CidrText.parse(text).isPresent();
            case "duration" -> DURATION.matcher(text).matches();
            case "uuid" -> UUID.matcher(text).matches();
            case "hostname" -> text.length() < 256 && DNS_LABELS.matcher(text).matches();
            case "byte" -> isBase64(text);
            default -> true;
        };
    }

    private interface Parser {
        Object parse(String text);
    }

    private static boolean parses(String text, Parser parser) {
        try {
            return parser.parse(text) != null;
        } catch (DateTimeParseException e) {
            // The answer to the question, not a failure.
            return false;
        }
    }

    private static boolean isBase64(String text) {
        return text.length() % 4 == 0 && BASE64.matcher(text).matches();
    }

    /** An address as Kubernetes takes it: no zone, no leading zeros. */
    static Optional<InetAddress> ip(String text) {
        return text.indexOf('%') < 0 && InetAddresses.isInetAddress(text)
                ? Optional.of(InetAddresses.forString(text))
                : Optional.empty();
    }
}
