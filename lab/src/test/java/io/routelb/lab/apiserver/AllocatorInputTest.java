package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people write by mistake or malice, through the API server to a real allocator: a sentence each, and nobody else hurt. */
class AllocatorInputTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String SERVICES = "/api/v1/namespaces/web/services";
    private static final int MANY_GROUPS = 1000;
    private static final int LONGEST_SENTENCE = 1024;

    @TempDir
    private Path dir = Path.of("unset");

    private ApiServer server;
    private RestClient admin;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        admin = RestClient.admin(server);
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        server.close();
    }

    /** Annotations of Services, as JSON fields, and the reason of the condition. */
    private static final Map<String, List<String>> BAD_SERVICES = Map.of(
            "unparsable", List.of("\"purelb.io/addresses\":\"as soon as possible\"", "AddressInvalid"),
            "nul", List.of("\"purelb.io/addresses\":\"198.51.100.9\\u0000\"", "AddressInvalid"),
            "escape", List.of("\"purelb.io/addresses\":\"\\u001b[2J\\n198.51.100.9\"", "AddressInvalid"),
            "range", List.of("\"purelb.io/addresses\":\"198.51.100.0/30\"", "AddressInvalid"),
            "duplicate", List.of("\"purelb.io/addresses\":\"198.51.100.9,198.51.100.9\"", "FamilyMismatch"),
            "family", List.of("\"purelb.io/addresses\":\"2001:db8::1\"", "FamilyMismatch"),
            "huge", List.of("\"purelb.io/addresses\":\"" + "x".repeat(250_000) + "\"", "AddressInvalid"),
            "huge-group", List.of("\"purelb.io/service-group\":\"" + "\u4e00".repeat(80_000) + "\"", "GroupNotFound"),
            "many", List.of("\"purelb.io/addresses\":\"" + "198.51.100.9,".repeat(19_000) + "\"", "FamilyMismatch"));

    /** Pool, subnet and the reason of the condition: what the schema cannot see. */
    private static final Map<String, List<String>> BAD_GROUPS = Map.of(
            "reversed", List.of("203.0.113.9-203.0.113.1", "203.0.113.0/24", "InvalidRange"),
            "host-bits", List.of("203.0.113.1/28", "203.0.113.0/24", "InvalidRange"),
            "outside", List.of("203.0.113.0/28", "192.0.2.0/24", "OutsideSubnet"),
            "overlap", List.of("198.51.100.8/29", "198.51.100.0/24", "Overlaps"));

    @Test
    void eachMistakeIsASentenceOnItsObjectAndHurtsNobodyElse() throws Exception {
        Shipped.apply(admin, Shipped.GROUPS_CRD);
        AllocatorProgram allocator = Shipped.allocator(dir, server, admin);
        try {
            created(Shipped.GROUPS, Shipped.group("default", "198.51.100.0/28", "198.51.100.0/24"));
            for (Map.Entry<String, List<String>> bad : BAD_GROUPS.entrySet()) {
                created(
                        Shipped.GROUPS,
                        Shipped.group(
                                bad.getKey(),
                                bad.getValue().get(0),
                                bad.getValue().get(1)));
            }
            for (Map.Entry<String, List<String>> bad : BAD_SERVICES.entrySet()) {
                created(SERVICES, Shipped.service(bad.getKey(), bad.getValue().getFirst()));
            }
            created(SERVICES, Shipped.service("good", ""));
            for (Map.Entry<String, List<String>> bad : BAD_GROUPS.entrySet()) {
                conditionIs(
                        Shipped.GROUPS + "/" + bad.getKey(),
                        "Accepted",
                        bad.getValue().getLast());
            }
            for (Map.Entry<String, List<String>> bad : BAD_SERVICES.entrySet()) {
                conditionIs(
                        SERVICES + "/" + bad.getKey(),
                        "routelb.io/AddressAllocated",
                        bad.getValue().getLast());
            }
            conditionIs(SERVICES + "/good", "routelb.io/AddressAllocated", "Allocated");
            conditionIs(Shipped.GROUPS + "/default", "Accepted", "Accepted");
            assertFalse(allocator.hasLogged("event refused"), allocator.lastLines());
        } finally {
            allocator.stop();
        }
    }

    @Test
    void aThousandGroupsAreEachReported() throws Exception {
        Shipped.apply(admin, Shipped.GROUPS_CRD);
        AllocatorProgram allocator = Shipped.allocator(dir, server, admin);
        try {
            for (int i = 0; i < MANY_GROUPS; i++) {
                String pool = "10." + i / 250 + "." + i % 250 + ".0/24";
                created(Shipped.GROUPS, Shipped.group("g" + i, i % 2 == 0 ? pool : "10.0.0.0/24", "10.0.0.0/8"));
            }
            Await.until("every group has a condition", SOON, () -> reported() == MANY_GROUPS, () -> reported() + "");
            conditionIs(Shipped.GROUPS + "/g998", "Accepted", "Accepted");
            conditionIs(Shipped.GROUPS + "/g999", "Accepted", "Duplicate");
        } finally {
            allocator.stop();
        }
    }

    @Test
    void groupsOfPureLbV1AloneAreToldInOneLine() throws Exception {
        admin.post(Shipped.DEFINITIONS, """
                {"metadata":{"name":"servicegroups.purelb.io"},"spec":{"group":"purelb.io","scope":"Namespaced",
                 "names":{"plural":"servicegroups","kind":"ServiceGroup"},
                 "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
                   {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""");
        for (String name : List.of("default", "other")) {
            created("/apis/purelb.io/v1/namespaces/default/servicegroups", """
                    {"apiVersion":"purelb.io/v1","kind":"ServiceGroup","metadata":{"name":"%s"},
                     "spec":{"local":{"subnet":"192.0.2.0/24","pool":"192.0.2.240/30"}}}""".formatted(name));
        }
        AllocatorProgram allocator = Shipped.allocator(dir, server, admin);
        try {
            String line = "this cluster has PureLB's purelb.io/v1 only, with 2 ServiceGroups: ";
            Await.until("the line", SOON, () -> allocator.hasLogged(line), allocator::lastLines);
            assertTrue(allocator.hasLogged("kubectl-routelb convert"));
        } finally {
            allocator.stop();
        }
    }

    private void created(String path, String body) {
        Answer answer = admin.post(path, body);
        assertEquals(
                201,
                answer.code(),
                () -> answer.text().substring(0, Math.min(400, answer.text().length())));
    }

    private void conditionIs(String path, String type, String reason) throws IOException, InterruptedException {
        Await.until(
                path + " says " + reason,
                SOON,
                () -> conditions(path).anyMatch(c -> says(c, type, reason)),
                () -> conditions(path).map(Json::text).toList().toString());
        String message = conditions(path)
                .filter(c -> says(c, type, reason))
                .map(c -> Json.string(c, "message"))
                .findFirst()
                .orElse("");
        assertTrue(message.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SENTENCE, message);
        assertTrue(message.codePoints().noneMatch(Character::isISOControl), message);
    }

    private Stream<JsonObject> conditions(String path) {
        return Json.objects(Json.object(admin.get(path).json(), "status"), "conditions").stream();
    }

    private static boolean says(JsonObject condition, String type, String reason) {
        return Json.string(condition, "type").equals(type)
                && Json.string(condition, "reason").equals(reason);
    }

    private long reported() {
        return Json.objects(admin.get(Shipped.GROUPS).json(), "items").stream()
                .filter(group -> !Json.objects(Json.object(group, "status"), "conditions")
                        .isEmpty())
                .count();
    }
}
