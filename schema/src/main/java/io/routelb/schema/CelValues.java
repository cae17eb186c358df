package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validated JSON as the values CEL computes with. */
final class CelValues {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d*\\.?\\d+|\\d+\\.)(ns|us|µs|μs|ms|s|m|h)");

    private CelValues() {}

    static Object of(JsonElement value, Optional<SchemaNode> node) {
        return switch (value) {
            case JsonObject object -> map(object, node);
            case JsonArray array -> list(array, node);
            case JsonPrimitive primitive -> scalar(primitive, node);
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object map(JsonObject object, Optional<SchemaNode> node) {
        boolean free = node.isEmpty() || node.get().additional().isPresent();
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            Optional<SchemaNode> child = node.flatMap(parent ->
                    Optional.ofNullable(parent.properties().get(entry.getKey())).or(parent::additional));
            if (free || !entry.getValue().isJsonNull()) {
                map.put(free ? entry.getKey() : CelNames.escape(entry.getKey()), of(entry.getValue(), child));
            }
        }
        return map;
    }

    private static Object list(JsonArray array, Optional<SchemaNode> node) {
        List<Object> list = new ArrayList<>();
        array.forEach(element -> list.add(of(element, node.flatMap(SchemaNode::items))));
        return list;
    }

    private static Object scalar(JsonPrimitive primitive, Optional<SchemaNode> node) {
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        if (primitive.isNumber()) {
            boolean real = node.filter(n -> n.type().equals("number")).isPresent();
            return real || !FieldError.isInteger(primitive)
                    ? (Object) primitive.getAsDouble()
                    : (Object) primitive.getAsBigDecimal().longValue();
        }
        return text(primitive.getAsString(), node.map(SchemaNode::format).orElse(""));
    }

    private static Object text(String text, String format) {
        return switch (format) {
            case "date-time", "datetime" -> OffsetDateTime.parse(text).toInstant();
            case "date" -> startOf(text);
            case "duration" -> duration(text);
            case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
            default -> text;
        };
    }

    private static Instant startOf(String date) {
        return LocalDate.parse(date).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    static Duration duration(String text) {
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000L;
        };
    }
}
