package io.routelb.lab.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules fire where they should and nowhere else, by Prometheus' own promtool; they and the dashboard ask for what there is. */
@Tag("whole-system")
class AlertsTest {
    private static final Path ROOT = Path.of(System.getProperty("routelb.root"));
    private static final Pattern METRIC = Pattern.compile("\\b(?:routelb|purelb)_[a-z0-9_]+");
    private static final String NAMESPACE = "routelb_system";
    private static Rendered rendered = new Rendered(List.of());

    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        Path real = folder.toRealPath();
        Path deploy = real.relativize(ROOT.toRealPath().resolve("deploy"));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "resources: [" + deploy.resolve("base") + "]\ncomponents: [" + deploy.resolve("components/alerts")
                        + ", " + deploy.resolve("components/dashboard") + "]\n");
        rendered = Rendered.of(folder);
    }

    private static JsonObject rules() {
        return Json.object(rendered.one("PrometheusRule", "routelb"), "spec");
    }

    /** The tests beside the rules; what promtool says. JSON is YAML. */
    private static Command.Output test(String rules) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("rules.yaml"), rules);
        Files.writeString(folder.resolve("alerts.yaml"), tests());
        return promtool("test", "rules", folder.resolve("alerts.yaml").toString());
    }

    private static Command.Output promtool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(words));
        return Command.attempt(command, "");
    }

    private static String tests() throws IOException {
        try (InputStream tests = AlertsTest.class.getResourceAsStream("alerts.yaml")) {
            return tests == null ? "" : new String(tests.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> alerts() {
        Set<String> names = new TreeSet<>();
        for (JsonElement group : rules().getAsJsonArray("groups")) {
            for (JsonElement rule : group.getAsJsonObject().getAsJsonArray("rules")) {
                names.add(rule.getAsJsonObject().get("alert").getAsString());
            }
        }
        return names;
    }

    @Test
    void eachFiresWhereItShouldAndNoneWhereAllIsWell() throws IOException, InterruptedException {
        Command.Output said = test(rules().toString());
        assertEquals(0, said.exit(), said.toString());
        for (String alert : alerts()) {
            assertTrue(
                    tests().contains("alertname: " + alert + ", exp_alerts: []"),
                    alert + " is not tried where all is well");
            assertTrue(tests().contains("alertname: " + alert + "\n"), alert + " is not tried where it should fire");
        }
    }

    @Test
    void aRuleThatIsWrongIsSeen() throws IOException, InterruptedException {
        String wrong = rules().toString().replace("routelb_node_resumed == 1", "routelb_node_resumed == 0");
        assertNotEquals(rules().toString(), wrong);
        assertNotEquals(0, test(wrong).exit());
    }

    @Test
    void theReferenceSaysWhatToDo() throws IOException {
        String reference = Files.readString(ROOT.resolve("docs/reference/alerts.md"));
        Matcher named =
                Pattern.compile("^\\| `(RouteLB\\w+)` \\|", Pattern.MULTILINE).matcher(reference);
        assertEquals(
                alerts(),
                new TreeSet<>(named.results().map(each -> each.group(1)).toList()));
    }

    @Test
    void everyMetricIsOneThatThereIs() throws IOException {
        String known = Files.readString(ROOT.resolve("docs/reference/metrics.md"));
        String asked = rules() + String.join("\n", questions());
        Set<String> unknown = METRIC.matcher(asked)
                .results()
                .map(each -> each.group().replaceFirst("_bucket$", ""))
                .filter(metric -> !metric.equals(NAMESPACE) && !known.contains("`" + metric + "`"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unknown);
    }

    /** What the dashboard asks Prometheus for, with Grafana's variables filled in. */
    private static List<String> questions() {
        JsonObject map = rendered.one("ConfigMap", "routelb-dashboard");
        JsonObject dashboard = JsonParser.parseString(Json.string(Json.object(map, "data"), "routelb.json"))
                .getAsJsonObject();
        List<String> questions = new ArrayList<>();
        for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
            if (panel.getAsJsonObject().get("targets") instanceof JsonArray targets) {
                targets.forEach(target -> questions.add(target.getAsJsonObject()
                        .get("expr")
                        .getAsString()
                        .replace("$__rate_interval", "5m")
                        .replace("$namespace", NAMESPACE)));
            }
        }
        return questions;
    }

    @Test
    void theDashboardAsksWhatPrometheusUnderstands() throws IOException, InterruptedException {
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        List<String> questions = questions();
        for (int i = 0; i < questions.size(); i++) {
            rules.append("  - {record: 'panel:")
                    .append(i)
                    .append("', expr: '")
                    .append(questions.get(i))
                    .append("'}\n");
        }
        Path file = Files.writeString(
                folder.resolve("dashboard.yaml"), rules.toString().replace("panel:", "panel:q"));
        Command.Output said = promtool("check", "rules", file.toString());
        assertEquals(0, said.exit(), said.toString());
        assertTrue(said.out().contains(questions.size() + " rules found"), said.out());
    }
}
