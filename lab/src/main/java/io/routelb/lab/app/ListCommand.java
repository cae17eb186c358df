package io.routelb.lab.app;

import io.routelb.lab.scenario.Scenario;
import picocli.CommandLine.Command;

/** Prints the scenarios, one a line: name, {@link Scenario.Kind} and what it shows. */
@Command(name = "list", description = "The scenarios, one a line: name, kind, and what it shows.")
final class ListCommand implements Runnable {
    @Override
    public void run() {
        for (Scenario scenario : Scenario.all()) {
            System.out.printf(
                    "%-26s %-7s %s%n", scenario.name(), scenario.kind().label(), scenario.summary());
        }
    }
}
