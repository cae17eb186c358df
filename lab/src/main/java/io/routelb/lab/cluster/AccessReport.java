package io.routelb.lab.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.process.ExpectationException;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What the programs did with the rights they have in the lab's own API server since it was started.
 *
 * @param refused in the server's words
 * @param used permissions of their roles
 * @param unused the others
 */
public record AccessReport(NavigableSet<String> refused, NavigableSet<String> used, NavigableSet<String> unused) {
    private static final String PATH = "/lab/access";

    static AccessReport of(ClusterApi api) throws IOException {
        JsonObject report = api.get(PATH)
                .orElseThrow(
                        () -> new ExpectationException("this API server keeps no account of rights; the lab's does"));
        return new AccessReport(
                new TreeSet<>(report.getAsJsonObject("refused").keySet()), set(report, "used"), set(report, "unused"));
    }

    private static NavigableSet<String> set(JsonObject report, String field) {
        NavigableSet<String> all = new TreeSet<>();
        for (JsonElement one : report.getAsJsonArray(field)) {
            all.add(one.getAsString());
        }
        return all;
    }
}
