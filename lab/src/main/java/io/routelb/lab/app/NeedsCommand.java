package io.routelb.lab.app;

import io.routelb.lab.scenario.Scenario;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Prints what {@code bin/lab} gets ready before a scenario: its {@link Scenario.Kind}, then the packages it needs besides the lab's; on a second
 * line the daemons of other versions.
 */
@Command(
        name = "needs",
        description =
                "The kind of a scenario and the packages it needs on one line, the daemons of other versions on the next.")
final class NeedsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCENARIO", description = "a name of 'list'")
    private String name = "";

    @Override
    public Integer call() {
        Optional<Scenario> scenario = Scenario.named(name);
        if (scenario.isEmpty()) {
            System.err.println(RunCommand.unknown(name));
            return 2;
        }
        System.out.println(scenario.get().kind().label() + " "
                + String.join(" ", scenario.get().packages()));
        System.out.println(String.join(" ", scenario.get().fetchedDaemons()));
        return 0;
    }
}
