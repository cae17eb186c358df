package io.routelb.lab.apiserver.http;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import java.time.Duration;

/**
 * {@code POST /lab/faults} with any of {@code clear: true}, {@code latencyMillis}, {@code next} or {@code ratio} with {@code code},
 * {@code closeWatches: true}, {@code compact: true}.
 */
final class FaultRequests {
    private static final int DEFAULT_CODE = 500;

    private final Faults faults;

    FaultRequests(Faults faults) {
        this.faults = faults;
    }

    Reply answer(Request request) throws ApiError {
        if (!request.method().equals("POST")) {
            throw ApiError.methodNotAllowed();
        }
        JsonObject body = Routes.body(request);
        JsonObject done = new JsonObject();
        if (Json.isTrue(body, "clear")) {
            faults.clear();
        }
        if (body.has("latencyMillis")) {
            faults.latency(Duration.ofMillis(Json.integer(body, "latencyMillis", 0)));
        }
        int code = Json.integer(body, "code", DEFAULT_CODE);
        if (code < 400 || code > 599) {
            throw ApiError.badRequest("code: must be between 400 and 599");
        }
        if (body.has("next")) {
            faults.refuseNext(Json.integer(body, "next", 0), code);
        }
        if (body.has("ratio")) {
            faults.refuseRatio(body.get("ratio").getAsDouble(), code);
        }
        if (Json.isTrue(body, "closeWatches")) {
            done.addProperty("closedWatches", faults.closeWatches());
        }
        if (Json.isTrue(body, "compact")) {
            done.addProperty("compactedTo", faults.compact());
        }
        return Reply.json(done);
    }
}
