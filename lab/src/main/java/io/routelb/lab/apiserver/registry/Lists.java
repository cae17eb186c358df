package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Consistent lists, whole or in chunks. The images behind issued continue tokens are kept, the last {@value #KEPT} of them. */
public final class Lists {
    private static final int KEPT = 64;
    private static final String EXPIRED =
            "The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter, or use the continue token in this response to retrieve the"
                    + " remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were"
                    + " created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    private final Store store;
    private final ConcurrentSkipListMap<Long, Image> kept = new ConcurrentSkipListMap<>();

    public Lists(Store store) {
        this.store = store;
    }

    /** What was asked: the version parameters of the query, empty or zero when absent. */
    public record Query(Selection selection, String resourceVersion, String match, int limit, String token) {}

    /**
     * One chunk.
     *
     * @param token empty when this is the last
     */
    public record Chunk(List<Stored> items, long revision, String token, Optional<Integer> remaining) {
        public Chunk {
            items = List.copyOf(items);
        }
    }

    private record Position(long revision, String after) {}

    public Chunk list(ResourceType type, Query query) throws ApiError {
        Optional<Position> from = query.token().isEmpty() ? Optional.empty() : Optional.of(decode(query.token()));
        Image image = from.isPresent() ? continued(from.get()) : start(query);
        String namespace = query.selection().namespace();
        String prefix = namespace.isEmpty() ? "" : namespace + "/";
        String after = from.map(Position::after).orElse("");
        List<Stored> candidates = image.all(BuiltinTypes.storage(type)).scan(prefix, after, Integer.MAX_VALUE);
        int limit = query.limit() <= 0 ? Integer.MAX_VALUE : query.limit();
        List<Stored> items = new ArrayList<>(Math.min(limit, candidates.size()));
        for (int i = 0; i < candidates.size(); i++) {
            Stored candidate = candidates.get(i);
            if (!query.selection().matches(candidate)) {
                continue;
            }
            items.add(candidate);
            if (items.size() == limit && i + 1 < candidates.size()) {
                Optional<Integer> remaining =
                        query.selection().selects() ? Optional.empty() : Optional.of(candidates.size() - i - 1);
                return new Chunk(items, image.revision(), token(image, candidate), remaining);
            }
        }
        return new Chunk(items, image.revision(), "", Optional.empty());
    }

    /** Makes every continue token issued so far expire. */
    public void forget() {
        kept.clear();
    }

    /** A version parameter as a number; 0 when absent. */
    public static long version(String text) throws ApiError {
        try {
            long version = text.isEmpty() ? 0 : Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException notNumber) {
            throw badVersion(text);
        }
        throw badVersion(text);
    }

    private static ApiError badVersion(String text) {
        return ApiError.badRequest("resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \""
                + text + "\": invalid syntax");
    }

    private Image start(Query query) throws ApiError {
        Image now = store.image();
        if (!query.match().isEmpty() && query.resourceVersion().isEmpty()) {
            throw ApiError.badRequest("resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        long version = version(query.resourceVersion());
        if (version > now.revision()) {
            throw new ApiError(
                            504, "Timeout", "Too large resource version: " + version + ", current: " + now.revision())
                    .withCause(new Cause("ResourceVersionTooLarge", "", "Too large resource version"))
                    .retryAfter(1);
        }
        if (query.match().equals("Exact") && version != now.revision()) {
            Image exact = kept.get(version);
            if (exact == null) {
                throw ApiError.expired("The resourceVersion for the provided list is too old.");
            }
            return exact;
        }
        return now;
    }

    private Image continued(Position position) throws ApiError {
        if (position.revision() < 0) {
            return store.image();
        }
        Image image = kept.get(position.revision());
        if (image == null) {
            throw ApiError.expired(EXPIRED).withContinue(encode(new Position(-1, position.after())));
        }
        return image;
    }

    private String token(Image image, Stored last) {
        kept.put(image.revision(), image);
        while (kept.size() > KEPT) {
            Map.Entry<Long, Image> oldest = kept.pollFirstEntry();
            if (oldest == null) {
                break;
            }
        }
        return encode(new Position(image.revision(), last.key().path()));
    }

    private static String encode(Position position) {
        JsonObject token = new JsonObject();
        token.addProperty("v", "meta.k8s.io/v1");
        token.addProperty("rv", position.revision());
        token.addProperty("start", position.after());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.text(token).getBytes(StandardCharsets.UTF_8));
    }

    private static Position decode(String token) throws ApiError {
        try {
            String json = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            JsonObject decoded = JsonParser.parseString(json).getAsJsonObject();
            return new Position(Long.parseLong(Json.string(decoded, "rv")), Json.string(decoded, "start"));
        } catch (IllegalArgumentException | JsonParseException | IllegalStateException bad) {
            throw ApiError.badRequest("continue key is not valid: " + token);
        }
    }
}
