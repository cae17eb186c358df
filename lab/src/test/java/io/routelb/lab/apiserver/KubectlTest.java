package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kubectl, whatever version is installed, does its everyday work. */
class KubectlTest {
    @TempDir
    private static Path dir = Path.of("unset");

    private record Ran(int code, String output) {}

    private static boolean installed() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "kubectl"))) {
                return true;
            }
        }
        System.out.println("SKIPPED KubectlTest: there is no kubectl on PATH");
        return false;
    }

    private static Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", dir.toString());
        builder.environment().put("KUBECONFIG", dir.resolve("config").toString());
        return builder.start();
    }

    private static Ran run(String... arguments) throws IOException, InterruptedException {
        Process process = begin(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "kubectl ends");
        return new Ran(process.exitValue(), output);
    }

    private static void says(String expected, String... arguments) throws IOException, InterruptedException {
        Ran ran = run(arguments);
        assertTrue(ran.output().contains(expected), String.join(" ", arguments) + " said:\n" + ran.output());
    }

    private static Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    @Test
    void kubectlDoesItsEverydayWork() throws IOException, InterruptedException {
        assumeTrue(installed(), "kubectl is not on PATH");
        try (ApiServer server = ApiServer.start(Options.defaults())) {
            file("config", server.kubeconfig());
            createsAndShows();
            patches();
            applies();
            watchesAndDeletes();
        }
    }

    private static void createsAndShows() throws IOException, InterruptedException {
        says("namespace/lab created", "create", "namespace", "lab");
        says("service/web created", "create", "service", "loadbalancer", "web", "--tcp=80:8080");
        says("LoadBalancer", "get", "service", "web");
        says("<pending>", "get", "svc");
        says("Type:", "describe", "service", "web");
        says("targetPort", "explain", "service.spec.ports");
    }

    private static void patches() throws IOException, InterruptedException {
        says("patched", "patch", "service", "web", "-p", "{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}");
        says("patched", "patch", "service", "web", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        says(
                "patched",
                "patch",
                "service",
                "web",
                "--type=json",
                "-p",
                "[{\"op\":\"remove\",\"path\":\"/metadata/labels/a\"}]");
        says("Local", "get", "service", "web", "-o", "jsonpath={.spec.externalTrafficPolicy}");
        says("may not change once set", "patch", "service", "web", "-p", "{\"spec\":{\"clusterIP\":\"10.96.9.9\"}}");
    }

    private static void applies() throws IOException, InterruptedException {
        String crd = file("crd.yaml", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.example.org}
                spec:
                  group: example.org
                  scope: Namespaced
                  names: {plural: things, kind: Thing, shortNames: [th]}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties: {spec: {type: object, properties: {size: {type: integer}}}}
                """).toString();
        String thing = "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: t\nspec:\n  size: ";
        String five = file("five.yaml", thing + "5\n").toString();
        String six = file("six.yaml", thing + "6\n").toString();
        String odd = file("odd.yaml", thing + "6\n  bogus: 1\n").toString();
        says("created", "apply", "-f", crd);
        says("condition met", "wait", "--for=condition=Established", "crd/things.example.org", "--timeout=10s");
        says("thing.example.org/t created", "apply", "-f", five);
        says("unchanged", "apply", "-f", five);
        says("thing.example.org/t configured", "apply", "-f", six);
        says("SIZE", "get", "th");
        says("size", "explain", "thing.spec");
        says("bogus", "apply", "-f", odd);
        says("serverside-applied", "apply", "--server-side", "-f", six, "--field-manager=one", "--force-conflicts");
        Ran conflict = run("apply", "--server-side", "-f", five, "--field-manager=two");
        assertTrue(conflict.code() != 0 && conflict.output().contains(".spec.size"), conflict.output());
        says("serverside-applied", "apply", "--server-side", "-f", five, "--field-manager=two", "--force-conflicts");
    }

    private static void watchesAndDeletes() throws IOException, InterruptedException {
        Process watch = begin("get", "things", "-w", "--no-headers");
        try (var lines = watch.inputReader()) {
            assertEquals("5", size(lines.readLine()));
            says("patched", "patch", "thing", "t", "--type=merge", "-p", "{\"spec\":{\"size\":8}}");
            assertEquals("8", size(lines.readLine()));
        } finally {
            watch.destroyForcibly();
        }
        says("deleted", "delete", "thing", "t");
        says("deleted", "delete", "crd", "things.example.org");
        says("deleted", "delete", "namespace", "lab");
        says("NotFound", "get", "namespace", "lab");
    }

    private static String size(String row) {
        String[] cells = row.strip().split("\\s+", -1);
        return cells.length > 1 ? cells[1] : row;
    }
}
