package io.routelb.lab.app;

import io.routelb.lab.scenario.Scenario;
import picocli.CommandLine.Command;

/** Prints the scenarios, one a line. */
@Command(name = "list", description = "The scenarios, one a line.")
final class ListCommand implements Runnable {
    @Override
    public void run() {
        for (Scenario scenario : Scenario.all()) {
            System.out.printf("%-16s %s%n", scenario.name(), scenario.summary());
        }
    }
}
