package io.routelb.lab.apiserver.http;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.rbac.AccessLog;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;

/** {@code GET /lab/access}: {@code refused}, words and counts, and the permissions {@code used} and {@code unused}, of ServiceAccounts alone. */
final class AccessReports {
    private final Store store;
    private final AccessLog log;

    AccessReports(Store store, AccessLog log) {
        this.store = store;
        this.log = log;
    }

    Reply answer(Request request) throws ApiError {
        if (!request.method().equals("GET")) {
            throw ApiError.methodNotAllowed();
        }
        JsonObject refused = new JsonObject();
        log.refusals().forEach(refused::addProperty);
        JsonObject report = new JsonObject();
        report.add("refused", refused);
        report.add("used", Json.stringArray(log.used()));
        report.add("unused", Json.stringArray(log.unused(store.image())));
        return Reply.json(report);
    }
}
