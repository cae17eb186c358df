package io.routelb.lab.apiserver.http;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.registry.WriteOptions;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** One request, read whole. Bodies over 3 MiB are refused, as by a real server. */
record Request(
        String method, String path, Map<String, String> query, Map<String, String> headers, String body, Instant now) {
    private static final int MAX_BODY = 3 * 1024 * 1024;
    private static final Gson GSON = new Gson();

    static Request read(HttpExchange exchange, Instant now) throws IOException, ApiError {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new ApiError(413, "RequestEntityTooLarge", "Request entity too large: limit is " + MAX_BODY);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        if (headers.getOrDefault("content-type", "").startsWith(ProtobufBody.TYPE) && body.length > 0) {
            text = Json.text(ProtobufBody.read(body));
            headers.put("content-type", "application/json");
        }
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query(Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                        .orElse("")),
                headers,
                text,
                now);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return query.containsKey(name) && List.of("", "1", "true").contains(parameter(name));
    }

    int number(String name, int otherwise) throws ApiError {
        try {
            return parameter(name).isEmpty() ? otherwise : Integer.parseInt(parameter(name));
        } catch (NumberFormatException bad) {
            throw ApiError.badRequest(name + ": Invalid value: \"" + parameter(name) + "\"");
        }
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The media type of the body, without parameters. */
    String contentType() {
        String type = header("content-type");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    }

    WriteOptions writeOptions(User user) throws ApiError {
        String dryRun = parameter("dryRun");
        if (!List.of("", "All").contains(dryRun)) {
            throw ApiError.badRequest("dryRun: Unsupported value: \"" + dryRun + "\": supported values: \"All\"");
        }
        WriteOptions.FieldValidation validation = switch (parameter("fieldValidation")) {
            case "Strict" -> WriteOptions.FieldValidation.STRICT;
            case "Ignore" -> WriteOptions.FieldValidation.IGNORE;
            case "Warn", "" -> WriteOptions.FieldValidation.WARN;
            default ->
                throw ApiError.badRequest("fieldValidation: Unsupported value: \""
                        + parameter("fieldValidation")
                        + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        };
        return new WriteOptions(!dryRun.isEmpty(), manager(), validation, flag("force"), user, now);
    }

    /** The body as JSON, from JSON or YAML. */
    JsonElement json() throws ApiError {
        String text = body;
        try {
            if (contentType().endsWith("yaml") && !text.stripLeading().startsWith("{")) {
                LoaderOptions limits = new LoaderOptions();
                return GSON.toJsonTree(new Yaml(new SafeConstructor(limits)).<Object>load(text));
            }
            return JsonParser.parseString(text);
        } catch (JsonParseException | YAMLException bad) {
            throw ApiError.badRequest(
                    "the object provided is unrecognized (must be of type JSON or YAML): " + bad.getMessage());
        }
    }

    private String manager() {
        if (!parameter("fieldManager").isEmpty()) {
            return parameter("fieldManager");
        }
        String agent = header("user-agent");
        int slash = agent.indexOf('/');
        String first = slash < 0 ? agent : agent.substring(0, slash);
        return first.isEmpty() ? "unknown" : first;
    }

    private static Map<String, String> query(String raw) throws ApiError {
        Map<String, String> query = new HashMap<>();
        for (String part : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            try {
                query.putIfAbsent(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException bad) {
                throw ApiError.badRequest("the query is malformed: " + part);
            }
        }
        return query;
    }
}
