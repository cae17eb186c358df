/**
 * How a request is refused: {@link io.routelb.lab.apiserver.status.ApiError} with the code, reason and wording that kubectl's users
 * know, and the {@code Status} object it becomes. What does not belong: deciding to refuse.
 */
@NullMarked
package io.routelb.lab.apiserver.status;

import org.jspecify.annotations.NullMarked;
