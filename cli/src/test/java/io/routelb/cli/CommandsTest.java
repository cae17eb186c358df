package io.routelb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {
    private static List<String> run(String... words) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new Main()).setCommandName("kubectl-routelb");
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        assertEquals(0, line.execute(words), out::toString);
        return out.toString().lines().toList();
    }

    @Test
    void everyCommandHasHelp() {
        for (CommandLine command : new CommandLine(new Main()).getSubcommands().values()) {
            CommandLine.Model.UsageMessageSpec help = command.getCommandSpec().usageMessage();
            assertTrue(help.description().length > 0 && !help.description()[0].isBlank(), command.getCommandName());
        }
    }

    @Test
    void kubectlIsToldWhichCommandsThereAre() {
        assertEquals(List.of("peers", ":4"), run("__complete", "bgp", "pe"));
        assertTrue(run("__complete", "").containsAll(List.of("status", "pools", "services", "bgp", ":4")));
        assertEquals(List.of("--problems", ":4"), run("__complete", "services", "--pro"));
    }

    @Test
    void shellsGetAScript() {
        assertTrue(run("completion", "bash").stream().anyMatch(line -> line.contains("complete -F")));
        assertEquals("#compdef kubectl-routelb", run("completion", "zsh").getFirst());
    }

    @Test
    void versionAsksNobodyIfNotAskedTo() {
        assertTrue(run("version", "--client").get(1).startsWith("kubectl-routelb  "));
    }
}
