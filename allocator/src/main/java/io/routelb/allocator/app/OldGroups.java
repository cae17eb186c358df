package io.routelb.allocator.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, once, of a cluster that has PureLB's CRD of v1 and not ours of v2: the allocator then sees no ServiceGroup at all. Where v2 is
 * served there is nothing to tell, since the API server shows every group as v2. Asks only until it has been answered once.
 */
final class OldGroups {
    private static final Logger LOG = LoggerFactory.getLogger(OldGroups.class);
    private static final int MOST_COUNTED = 500;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final KubeApi api;

    OldGroups(KubeApi api) {
        this.api = api;
    }

    /** Looks from a thread of its own. */
    static void lookFor(ApiClient client) {
        OldGroups groups = new OldGroups(new KubeApi(client));
        Thread.ofPlatform().daemon().name("purelb-v1").start(() -> {
            try {
                groups.tell();
            } catch (InterruptedException e) {
                LOG.atDebug().log("no longer looking for PureLB v1");
            }
        });
    }

    private void tell() throws InterruptedException {
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                look().ifPresent(sentence -> LOG.atWarn().log(sentence));
                return;
            } catch (KubeFailure e) {
                if (e.reason() != KubeFailure.Reason.UNREACHABLE) {
                    LOG.atDebug().addKeyValue("reason", e.sentence()).log("cannot look for PureLB v1");
                    return;
                }
            }
            Thread.sleep(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    /** The sentence, when there is something to tell. */
    Optional<String> look() throws KubeFailure {
        Set<String> versions = new HashSet<>();
        for (JsonElement version : array(api.get("/apis/purelb.io"), "versions")) {
            versions.add(version instanceof JsonObject object ? text(object, "version") : "");
        }
        if (!versions.contains("v1") || versions.contains("v2")) {
            return Optional.empty();
        }
        return Optional.of("this cluster has PureLB's purelb.io/v1 only, with " + counted()
                + ": RouteLB reads purelb.io/v2 and does nothing yet; turn them into v2 with 'kubectl-routelb convert', then replace the"
                + " CRD by deploy/crds/servicegroups.purelb.io.yaml (docs/operations.md, Coming from PureLB v1)");
    }

    private String counted() {
        try {
            Optional<JsonObject> list = api.get("/apis/purelb.io/v1/servicegroups?limit=" + MOST_COUNTED);
            int count = array(list, "items").size();
            boolean more = list.filter(all -> all.get("metadata") instanceof JsonObject meta
                            && !text(meta, "continue").isEmpty())
                    .isPresent();
            return (more ? "more than " : "") + count + (count == 1 ? " ServiceGroup" : " ServiceGroups");
        } catch (KubeFailure e) {
            LOG.atDebug().addKeyValue("reason", e.sentence()).log("cannot count PureLB v1 groups");
            return "ServiceGroups we may not count";
        }
    }

    private static JsonArray array(Optional<JsonObject> object, String field) {
        return object.isPresent() && object.get().get(field) instanceof JsonArray array ? array : new JsonArray();
    }

    private static String text(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive text ? text.getAsString() : "";
    }
}
