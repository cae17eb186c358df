package io.routelb.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code kubectl routelb completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that completes kubectl-routelb in bash or zsh.",
        footer = {
            "",
            "bash: source <(kubectl-routelb completion bash)",
            "zsh:  autoload -Uz compinit && compinit && source <(kubectl-routelb completion zsh)",
            "For \"kubectl routelb\" have kubectl_complete-routelb in the PATH, beside kubectl-routelb."
        })
final class CompletionCommand implements Callable<Integer> {
    /** One script serves both: zsh reads it through its bashcompinit. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        String script = AutoComplete.bash(root.getCommandName(), root);
        out.print(
                shell == Shell.ZSH ? script.replaceFirst("^#!/usr/bin/env bash", "#compdef kubectl-routelb") : script);
        out.flush();
        return 0;
    }

    /**
     * What kubectl asks a plugin's completion for: the words that may stand in the last place, one a line, then a line with a colon and what the
     * shell is to do with them (4: not to complete file names), as Cobra has it.
     */
    @Command(name = "__complete", hidden = true, description = "Answers kubectl.")
    static final class Words implements Callable<Integer> {
        private static final String NO_FILES = ":4";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Unmatched
        private List<String> words = new ArrayList<>();

        @Override
        public Integer call() {
            List<CharSequence> candidates = new ArrayList<>();
            String[] line = words.isEmpty() ? new String[] {""} : words.toArray(String[]::new);
            String last = line[line.length - 1];
            AutoComplete.complete(spec.root(), line, line.length - 1, last.length(), 0, candidates);
            PrintWriter out = spec.commandLine().getOut();
            candidates.stream().map(rest -> last + rest).sorted().distinct().forEach(out::println);
            out.println(NO_FILES);
            out.flush();
            return 0;
        }
    }
}
