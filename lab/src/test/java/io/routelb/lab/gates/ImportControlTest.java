package io.routelb.lab.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.puppycrawl.tools.checkstyle.Checker;
import com.puppycrawl.tools.checkstyle.ConfigurationLoader;
import com.puppycrawl.tools.checkstyle.PropertiesExpander;
import com.puppycrawl.tools.checkstyle.api.AuditEvent;
import com.puppycrawl.tools.checkstyle.api.AuditListener;
import com.puppycrawl.tools.checkstyle.api.CheckstyleException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The build's own gates, run on sources that break them: an arrow that points up or an effect in a pure package must fail. */
class ImportControlTest {
    private static final Path CONFIG =
            Path.of(System.getProperty("routelb.root", "..")).resolve("config");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} may not import {1}")
    @CsvSource({
        "io.routelb.model,                         java.time.Clock",
        "io.routelb.model,                         java.net.Socket",
        "io.routelb.model,                         java.util.concurrent.Executor",
        "io.routelb.model,                         java.nio.file.Files",
        "io.routelb.model,                         org.slf4j.Logger",
        "io.routelb.model,                         io.kubernetes.client.openapi.ApiClient",
        "io.routelb.allocator.plan,                java.util.concurrent.locks.Lock",
        "io.routelb.allocator.plan,                io.routelb.kube.watch.ClusterWatch",
        "io.routelb.allocator.space,               io.routelb.allocator.plan.Decision",
        "io.routelb.allocator.app,                 io.routelb.netlink.Rtnetlink",
        "io.routelb.node.desired,                  io.routelb.redistribution.RoutingBackend",
        "io.routelb.node.desired,                  java.time.Clock",
        "io.routelb.redistribution,                io.routelb.kube.watch.ClusterWatch",
        "io.routelb.redistribution.bgp.message,    io.netty.buffer.ByteBuf",
        "io.routelb.redistribution.bgp.session,    io.netty.channel.Channel",
        "io.routelb.redistribution.bgp.session,    java.time.Clock",
        "io.routelb.redistribution.bgp.rib,        io.routelb.redistribution.bgp.speaker.NativeBackend",
        "io.routelb.redistribution,                io.routelb.bird.BirdDaemon",
        "io.routelb.bird,                          io.routelb.kube.watch.ClusterWatch",
        "io.routelb.bird,                          io.routelb.redistribution.bgp.speaker.NativeBackend",
        "io.routelb.bird.render,                   java.nio.file.Files",
        "io.routelb.netlink,                       io.kubernetes.client.openapi.ApiClient",
        "io.routelb.netlink.wire,                  jnr.ffi.Pointer",
        "io.routelb.netlink.frame,                 jnr.ffi.Pointer",
        "io.routelb.kube.watch,                    io.routelb.netlink.Rtnetlink",
        "io.routelb.cli,                           io.routelb.redistribution.RoutingBackend",
        "io.routelb.lab.scenario,                  io.routelb.bench.Main"
    })
    void refusesAForbiddenImport(String from, String imported) throws IOException, CheckstyleException {
        List<String> violations = check(from, imported);
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().contains(imported), violations.toString());
    }

    @ParameterizedTest(name = "{0} may import {1}")
    @CsvSource({
        "io.routelb.model,          java.util.List",
        "io.routelb.model,          inet.ipaddr.IPAddress",
        "io.routelb.node.desired,   io.routelb.model.Prefix",
        "io.routelb.node.apply,     io.routelb.redistribution.RoutingBackend",
        "io.routelb.bird,           io.routelb.redistribution.RoutingBackend",
        "io.routelb.allocator.plan, io.routelb.model.Prefix",
        "io.routelb.bench,          io.routelb.lab.scenario.Scenario"
    })
    void letsAnAllowedImportPass(String from, String imported) throws IOException, CheckstyleException {
        assertEquals(List.of(), check(from, imported));
    }

    @Test
    void refusesAMethodOfMoreThanFortyLines() throws IOException, CheckstyleException {
        String body = "        int x = 0;\n" + "        x++;\n".repeat(40);
        List<String> violations = run(
                "package io.routelb.lab;\n\nclass Probe {\n    void probe() {\n" + body + "    }\n}\n",
                "io/routelb/lab");
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().contains("40"), violations.toString());
    }

    private List<String> check(String from, String imported) throws IOException, CheckstyleException {
        String simple = imported.substring(imported.lastIndexOf('.') + 1);
        String source =
                "package " + from + ";\n\nimport " + imported + ";\n\nclass Probe {\n    " + simple + " field;\n}\n";
        return run(source, from.replace('.', '/'));
    }

    private List<String> run(String source, String packagePath) throws IOException, CheckstyleException {
        Path file = Files.createDirectories(folder.resolve(packagePath)).resolve("Probe.java");
        Files.writeString(file, source);
        Properties properties = new Properties();
        properties.setProperty("config.dir", CONFIG.toString());
        Recorder recorder = new Recorder();
        Checker checker = new Checker();
        try {
            checker.setModuleClassLoader(Checker.class.getClassLoader());
            checker.configure(ConfigurationLoader.loadConfiguration(
                    CONFIG.resolve("checkstyle.xml").toString(), new PropertiesExpander(properties)));
            checker.addListener(recorder);
            checker.process(List.of(new File(file.toString())));
        } finally {
            checker.destroy();
        }
        return recorder.messages;
    }

    private static final class Recorder implements AuditListener {
        private final List<String> messages = new ArrayList<>();

        @Override
        public void addError(AuditEvent event) {
            messages.add(event.getMessage());
        }

        @Override
        public void addException(AuditEvent event, Throwable throwable) {
            throw new IllegalStateException("checkstyle failed", throwable);
        }

        @Override
        public void auditStarted(AuditEvent event) {
            messages.clear();
        }

        @Override
        public void auditFinished(AuditEvent event) {
            // The messages are read by the test.
        }

        @Override
        public void fileStarted(AuditEvent event) {
            // One file a run.
        }

        @Override
        public void fileFinished(AuditEvent event) {
            // One file a run.
        }
    }
}
