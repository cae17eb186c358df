package io.routelb.lab.bgp;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingStatus;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Intents and statuses as JSON, one line each. Records are written by their components, so a new component needs nothing here; a type of
 * a sealed interface has its name in {@code kind}; what may be absent is null. Intents hold passwords: they go through pipes only.
 */
final class SpeakerJson {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .registerTypeHierarchyAdapter(IPAddress.class, asText(IPAddress::toCanonicalString, SpeakerJson::address))
            .registerTypeAdapter(Prefix.class, asText(Prefix::toString, Prefix::of))
            .registerTypeAdapter(Asn.class, asText(Asn::toString, text -> new Asn(Long.parseLong(text))))
            .registerTypeAdapter(Duration.class, asText(Duration::toString, Duration::parse))
            .registerTypeAdapter(Instant.class, asText(Instant::toString, Instant::parse))
            .registerTypeAdapter(
                    OptionalInt.class,
                    number(
                            (OptionalInt value) ->
                                    value.isPresent() ? OptionalLong.of(value.getAsInt()) : OptionalLong.empty(),
                            value -> OptionalInt.of((int) value),
                            OptionalInt.empty()))
            .registerTypeAdapter(
                    OptionalLong.class, number((OptionalLong value) -> value, OptionalLong::of, OptionalLong.empty()))
            .registerTypeAdapterFactory(new OptionalFactory())
            .registerTypeAdapterFactory(new SealedFactory())
            .create();

    private SpeakerJson() {}

    /** A link-local one may have its interface behind it. */
    static IPAddress address(String text) {
        int at = text.indexOf('%');
        return at < 0
                ? Addresses.of(text)
                : Addresses.onLink(Addresses.of(text.substring(0, at)), text.substring(at + 1));
    }

    static String write(RoutingIntent intent) {
        return GSON.toJson(intent);
    }

    static String write(RoutingStatus status) {
        return GSON.toJson(status);
    }

    static RoutingIntent intent(String line) {
        return GSON.fromJson(line, RoutingIntent.class);
    }

    static RoutingStatus status(String line) {
        return GSON.fromJson(line, RoutingStatus.class);
    }

    private static <T> TypeAdapter<T> asText(Function<T, String> print, Function<String, T> parse) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                out.value(print.apply(value));
            }

            @Override
            public T read(JsonReader in) throws IOException {
                return parse.apply(in.nextString());
            }
        };
    }

    /** A number that may be absent. {@code get} gives it or nothing. */
    private static <T> TypeAdapter<T> number(Function<T, OptionalLong> get, LongFunction<T> present, T absent) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                OptionalLong number = get.apply(value);
                if (number.isPresent()) {
                    out.value(number.getAsLong());
                } else {
                    out.nullValue();
                }
            }

            @Override
            public T read(JsonReader in) throws IOException {
                if (in.peek() == JsonToken.NULL) {
                    in.nextNull();
                    return absent;
                }
                return present.apply(in.nextLong());
            }
        };
    }

    private static final class OptionalFactory implements TypeAdapterFactory {
        @Override
        @SuppressWarnings("unchecked") // the token says that T is an Optional
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> token) {
            if (token.getRawType() != Optional.class) {
                return null;
            }
            Type held = ((ParameterizedType) token.getType()).getActualTypeArguments()[0];
            return (TypeAdapter<T>) of(gson.getAdapter(TypeToken.get(held)));
        }

        private static <E> TypeAdapter<Optional<E>> of(TypeAdapter<E> element) {
            return new TypeAdapter<Optional<E>>() {
                @Override
                public void write(JsonWriter out, Optional<E> value) throws IOException {
                    if (value.isPresent()) {
                        element.write(out, value.get());
                    } else {
                        out.nullValue();
                    }
                }

                @Override
                public Optional<E> read(JsonReader in) throws IOException {
                    if (in.peek() == JsonToken.NULL) {
                        in.nextNull();
                        return Optional.empty();
                    }
                    return Optional.of(element.read(in));
                }
            };
        }
    }

    private static final class SealedFactory implements TypeAdapterFactory {
        private static final String KIND = "kind";

        @Override
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> token) {
            Class<? super T> raw = token.getRawType();
            if (!raw.isInterface() || !raw.isSealed()) {
                return null;
            }
            return new TypeAdapter<T>() {
                @Override
                public void write(JsonWriter out, T value) {
                    JsonObject object = gson.toJsonTree(value, value.getClass()).getAsJsonObject();
                    object.addProperty(KIND, value.getClass().getSimpleName());
                    gson.toJson(object, out);
                }

                @Override
                @SuppressWarnings("unchecked") // a permitted subclass of T
                public T read(JsonReader in) {
                    JsonElement object = JsonParser.parseReader(in);
                    String kind = object.getAsJsonObject().get(KIND).getAsString();
                    Class<?> type = Arrays.stream(raw.getPermittedSubclasses())
                            .filter(each -> each.getSimpleName().equals(kind))
                            .findFirst()
                            .orElseThrow();
                    return (T) gson.fromJson(object, type);
                }
            };
        }
    }
}
