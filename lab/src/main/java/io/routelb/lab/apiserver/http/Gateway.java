package io.routelb.lab.apiserver.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.routelb.lab.apiserver.rbac.Tokens;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge: reads an exchange, finds out who asks, lets faults happen, and turns whatever comes of it into bytes. */
public final class Gateway implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int WARNING_LENGTH = 1000;

    private final Store store;
    private final Tokens tokens;
    private final Routes routes;
    private final Faults faults;
    private final InstantSource clock;

    Gateway(Store store, Tokens tokens, Routes routes, Faults faults, InstantSource clock) {
        this.store = store;
        this.tokens = tokens;
        this.routes = routes;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (InterruptedException closed) {
            LOG.atDebug().addKeyValue("request", exchange.getRequestURI()).log("request ended by the server");
        } catch (IOException gone) {
            LOG.atDebug()
                    .addKeyValue("request", exchange.getRequestURI())
                    .addKeyValue("why", gone.getMessage())
                    .log("client went away");
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException, InterruptedException {
        try {
            Request request = Request.read(exchange, clock.instant());
            if (request.path().startsWith("/api")) {
                faults.suffer();
            }
            return routes.answer(user(request), request);
        } catch (ApiError refused) {
            refused.retryAfterSeconds()
                    .ifPresent(seconds -> exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds)));
            return Reply.json(refused.code(), Json.text(refused.status()));
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("request", exchange.getRequestURI())
                    .setCause(bug)
                    .log("request failed");
            ApiError error = new ApiError(500, "InternalError", "Internal error occurred: " + bug.getMessage());
            return Reply.json(500, Json.text(error.status()));
        }
    }

    private User user(Request request) throws ApiError {
        String authorization = request.header("authorization");
        if (authorization.isEmpty()) {
            return User.ANONYMOUS;
        }
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw ApiError.unauthorized();
        }
        return tokens.authenticate(authorization.substring(7).strip(), store.image(), request.now())
                .orElseThrow(ApiError::unauthorized);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-cache, private");
        switch (reply) {
            case Reply.Whole whole -> {
                headers.set("Content-Type", whole.contentType());
                whole.warnings().forEach(warning -> headers.add("Warning", warning(warning)));
                boolean head = exchange.getRequestMethod().equals("HEAD");
                ByteBuffer body = whole.body().duplicate();
                byte[] bytes = new byte[body.remaining()];
                body.get(bytes);
                if (Gzip.isWanted(exchange.getRequestHeaders(), bytes.length)) {
                    bytes = Gzip.compress(bytes);
                    headers.set("Content-Encoding", "gzip");
                    headers.set("Vary", "Accept-Encoding");
                }
                exchange.sendResponseHeaders(whole.code(), head || bytes.length == 0 ? -1 : bytes.length);
                if (!head && bytes.length > 0) {
                    exchange.getResponseBody().write(bytes);
                }
            }
            case Reply.Stream stream -> {
                headers.set("Content-Type", stream.contentType());
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                out.flush();
                stream.body().writeTo(out);
            }
        }
    }

    private static String warning(String text) {
        String plain =
                text.replaceAll("[^\\x20-\\x7e]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
        return "299 - \"" + plain.substring(0, Math.min(plain.length(), WARNING_LENGTH)) + "\"";
    }
}
